package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to clients of the realtime API by the clock. */
@QuarkusTest
@TestProfile(Hasty.class)
@WithTestResource(RedisAndKeys.class)
class GeminivideoPatienceTest {

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    private HttpWire events(String target) {
        return lab.request("GET /api/stream/" + target + " HTTP/1.1", "Authorization: Bearer " + tokens.ofSomebody());
    }

    /** GV-13, GV-19: a message and a PING with each heartbeat; who answers none is gone with the third, whatever else it says. */
    @ParameterizedTest
    @ValueSource(strings = {"/ws", "/ws/alerts"})
    void whoAnswersNoPingIsCutOff(String path) {
        long began = System.nanoTime();
        SocketWire wire = lab.keep(SocketWire.open(lab.port(), path + "?token=" + tokens.ofSomebody()));
        assertThat(wire.next().text()).contains("connected");

        int heartbeats = 0;
        int pings = 0;
        SocketWire.Frame next = wire.next();
        for (; next.opcode() != SocketWire.CLOSE; next = wire.next()) {
            heartbeats += next.text().contains("heartbeat") ? 1 : 0;
            pings += next.opcode() == SocketWire.PING ? 1 : 0;
            if (next.opcode() == SocketWire.PING) {
                // it is there, and does not say so
                wire.send(SocketWire.TEXT, "{\"type\":\"ping\"}");
            }
        }

        assertThat(next).isEqualTo(SocketWire.Frame.close(1000, "Idle timeout"));
        // on a busy machine one that is late stands for two
        assertThat(heartbeats).isBetween(1, 3);
        assertThat(pings).isEqualTo(heartbeats);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1_400));
    }

    /** GV-13: who answers every PING may be silent otherwise, for as long as it likes. */
    @Test
    void whoAnswersPingsStays() {
        SocketWire wire = lab.keep(SocketWire.open(lab.port(), "/ws?token=" + tokens.ofSomebody()));
        for (int pings = 0; pings < 5; ) {
            SocketWire.Frame next = wire.next();
            assertThat(next.opcode()).isNotEqualTo(SocketWire.CLOSE);
            if (next.opcode() == SocketWire.PING) {
                pings++;
                wire.send(SocketWire.PONG, next.text());
            }
        }
    }

    /** GV-22: twice as often as the heartbeat of the WebSockets. */
    @Test
    void commentsKeepAStreamAlive() {
        long began = System.nanoTime();
        HttpWire events = events("campaign-metrics/c1");
        events.next();

        for (int i = 0; i < 4; i++) {
            String comment = events.nextText();
            assertThat(comment).startsWith(": keep-alive ").endsWith("Z\n\n");
            assertThat(Instant.parse(comment.substring(13).strip()))
                    .isCloseTo(Instant.now(), within(2, ChronoUnit.SECONDS));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(250));
    }

    /** GV-24: nobody waits for ever for workers that say nothing, at all or any more. */
    @Test
    void silentWorkersAreGivenUp() {
        HttpWire events = events("evaluate-creative?content=x");
        String requestId = Json.read(events.next().data()).path("requestId").textValue();
        for (int i = 0; i < 3; i++) {
            lab.publishTo("creative_evaluation:" + requestId, "{\"chunk\":\"" + i + "\"}");
            assertThat(events.next().data()).contains("\"chunk\":\"" + i + "\"");
        }

        HttpWire.Event last = events.next();

        assertThat(last.event()).isEqualTo("error");
        assertThat(Json.untimed(last.data()))
                .isEqualTo(Json.read("{\"type\":\"error\",\"error\":\"No answer in time, try again later\"}"));
        assertThat(events.endsWithin(Duration.ofSeconds(2))).isTrue();
    }
}
