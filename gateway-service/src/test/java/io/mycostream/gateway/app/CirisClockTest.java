package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.app.SocketWire.Frame;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens by the clock on the streams of CIRIS. */
@QuarkusTest
@TestProfile(Hasty.class)
@WithTestResource(RedisAndKeys.class)
class CirisClockTest {

    private static final String SUBSCRIBE = "{\"type\":\"subscribe\",\"streams\":[\"message\"]}";

    /** Much longer than this gateway waits for anything, and much shorter than others do. */
    private static final Duration SOON = Duration.ofSeconds(10);

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    private SocketWire wire(String path) {
        return lab.keep(
                SocketWire.open(lab.port(), "/v1/stream/" + path + "?token=" + tokens.of("user-" + path, "OBSERVER")));
    }

    private static Duration since(long started) {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private static String type(Frame frame) {
        return Json.read(frame.text()).path("type").textValue();
    }

    /** CIRIS-26, COM-24: at an even pace from the connect on, whatever flows; a message and a PING frame each time. */
    @Test
    void beatsWhileEventsFlow() {
        long started = System.nanoTime();
        SocketWire wire = wire("messages");
        assertThat(type(wire.next())).isEqualTo("auth");

        int heartbeats = 0;
        int events = 0;
        for (int pings = 0; pings < 3; ) {
            lab.publishTo("ciris:message", "{}");
            Frame frame = wire.next();
            switch (frame.opcode()) {
                case SocketWire.PING -> {
                    pings++;
                    assertThat(heartbeats).as("heartbeats before PING " + pings).isEqualTo(pings);
                    wire.send(SocketWire.PONG, frame.text());
                }
                case SocketWire.TEXT -> {
                    if (type(frame).equals("heartbeat")) {
                        heartbeats++;
                    } else {
                        events++;
                    }
                }
                default -> throw new AssertionError(frame.toString());
            }
        }

        assertThat(events).isGreaterThan(10);
        assertThat(since(started)).isGreaterThanOrEqualTo(Duration.ofMillis(600));
    }

    /** CIRIS-16. */
    @Test
    void allDoesNotWaitForEver() {
        long started = System.nanoTime();
        SocketWire wire = wire("all");
        assertThat(type(wire.next())).isEqualTo("auth");

        Frame last = wire.nextBesidesPings();
        while (last.opcode() == SocketWire.TEXT) {
            assertThat(type(last)).isEqualTo("heartbeat");
            last = wire.nextBesidesPings();
        }

        assertThat(last).isEqualTo(Frame.close(1008, "First message must be subscription request"));
        assertThat(since(started)).isBetween(Duration.ofMillis(500), SOON);
    }

    /** CIRIS-16, CIRIS-28, COM-25: who has subscribed stays, until it is silent for too long; events and heartbeats do not count. */
    @Test
    void allWaitsAsLongAsOthersForWhoHasSubscribed() {
        long started = System.nanoTime();
        SocketWire wire = wire("all");
        wire.next();
        wire.send(SocketWire.TEXT, SUBSCRIBE);

        Frame last = wire.nextBesidesPings();
        while (last.opcode() == SocketWire.TEXT) {
            lab.publishTo("ciris:message", "{}");
            last = wire.nextBesidesPings();
        }

        assertThat(last).isEqualTo(Frame.close(1000, "Idle timeout"));
        assertThat(since(started)).isBetween(Duration.ofSeconds(2), SOON);
    }
}
