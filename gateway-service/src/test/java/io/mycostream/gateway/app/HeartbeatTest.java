package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.mycostream.gateway.app.SocketWire.Frame;
import io.mycostream.local.RedisServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.http.StreamResetException;
import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens by the clock: heartbeats, and the ends of the silent, of the stuck, of the expired, of the unheard. */
@QuarkusTest
@TestProfile(Hasty.class)
@WithTestResource(RedisAndKeys.class)
class HeartbeatTest {

    /** Somewhat longer than the gateway waits for its last words to be taken. */
    private static final Duration FAREWELL = Duration.ofSeconds(6);

    /** Much longer than this gateway waits for anything, and much shorter than others do. */
    private static final Duration SOON = Duration.ofSeconds(10);

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @Inject
    Readings metrics;

    @SuppressWarnings("NullAway.Init") // given by RedisAndKeys
    RedisServer redis;

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    private String tokenForASecond() {
        return tokens.claims("alice").expiresAt(Instant.now().plusSeconds(1)).sign();
    }

    // COM-24, MYC-23: PING frames and no message
    @Test
    void pingsAWebSocket() {
        long started = System.nanoTime();
        SocketWire wire = lab.socketWire("mushroom1");
        wire.next();

        assertThat(wire.next()).isEqualTo(new Frame(SocketWire.PING, ""));
        assertThat(wire.next()).isEqualTo(new Frame(SocketWire.PING, ""));
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isBetween(Duration.ofMillis(400), SOON);
    }

    // MYC-24, MYC-5
    @Test
    void tellsAnSseClientThatItIsThere() {
        HttpWire events = lab.events("mushroom1");
        events.next();

        for (int i = 0; i < 2; i++) {
            HttpWire.Event heartbeat = events.next();
            assertThat(heartbeat.event()).isEqualTo("heartbeat");
            assertThat(heartbeat.id()).isNull();
            assertThat(Json.untimed(heartbeat.data())).isEqualTo(Json.read("{\"type\":\"heartbeat\"}"));
            assertThat(Instant.parse(
                            Json.read(heartbeat.data()).path("timestamp").textValue()))
                    .isCloseTo(Instant.now(), within(2, ChronoUnit.SECONDS));
        }
    }

    // COM-25
    @Test
    void closesAWebSocketThatAnswersNoPing() {
        double before = metrics.ended("idle");
        long started = System.nanoTime();
        SocketWire wire = lab.socketWire("mushroom1");
        wire.next();

        assertThat(wire.nextBesidesPings()).isEqualTo(Frame.close(1000, "Idle timeout"));
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isBetween(Duration.ofSeconds(2), SOON);
        assertThat(metrics.ended("idle")).isEqualTo(before + 1);
    }

    // COM-25: events do not keep it, only what the client sends does
    @Test
    void countsWhatTheClientSendsAndNotWhatItGets() {
        SocketWire wire = lab.socketWire("mushroom1");
        wire.next();

        await().until(() -> {
            lab.publish("mushroom1", "{}");
            return wire.nextBesidesPings().opcode() == SocketWire.CLOSE;
        });
    }

    // COM-25: a client whose stack answers PINGs is never idle
    @Test
    void keepsAWebSocketThatAnswersPings() {
        SocketClient client = lab.socket("mushroom1");
        client.next();

        // longer than it may be silent
        await().until(() -> client.pings() >= 12);
        assertThat(client.isOpen()).isTrue();
        assertThat(client.unreadUpToPong()).isEmpty();
    }

    // an SSE client cannot say anything: it stays as long as it takes what it is sent
    @Test
    void keepsAnSseClientThatReads() {
        HttpWire events = lab.events("mushroom1");
        events.next();

        for (int i = 0; i < 6; i++) {
            assertThat(events.next().event()).isEqualTo("heartbeat");
        }
    }

    // COM-23: a client that takes nothing for the idle timeout is let go, and does not keep its connection by not
    // taking that either: what it reads later breaks off in the middle
    @Test
    void cutsOffAClientThatTakesNothing() {
        double before = metrics.ended("idle");
        Wire wire = lab.keep(Wire.to(lab.port(), 8_192));
        wire.send("GET /api/stream/devices/mushroom1?token=" + tokens.ofSomebody() + " HTTP/1.1\r\nHost: x\r\n\r\n");
        HttpWire stuck = HttpWire.answer(wire);
        stuck.next();

        lab.publishAll("mushroom1", 0, 10_000, "x".repeat(1_000));
        await().untilAsserted(() -> assertThat(metrics.ended("idle")).isEqualTo(before + 1));
        await().pollDelay(FAREWELL).until(() -> true);

        assertThatThrownBy(() -> {
                    while (!stuck.chunk().isEmpty()) {
                        // what the kernel held
                    }
                })
                .isInstanceOf(UncheckedIOException.class);
    }

    // COM-23: over HTTP/2 the stream alone is cut off
    @Test
    void cutsOffAnHttp2StreamThatTakesNothing() {
        Http2Client client = lab.http2(false);
        Http2Client.Stream stuck = client.open("/api/stream/devices/mushroom1");
        Http2Client.Stream other = client.open("/api/stream/devices/mushroom2");
        stuck.next();
        other.next();
        stuck.pause();

        lab.publishAll("mushroom1", 0, 1_000, "x".repeat(1_000));

        assertThat(stuck.awaitBreak())
                .isInstanceOfSatisfying(
                        StreamResetException.class,
                        reset -> assertThat(reset.getCode()).isEqualTo(8));
        lab.publish("mushroom2", "{}");
        HttpWire.Event next = other.next();
        for (int heartbeats = 0; !"telemetry".equals(next.event()); heartbeats++) {
            assertThat(heartbeats).as("heartbeats before it").isLessThan(100);
            next = other.next();
        }
    }

    // COM-18, section 4
    @Test
    void closesAWebSocketWhenItsTokenEnds() {
        Instant started = Instant.now();
        SocketClient client = lab.socketWithToken("mushroom1", tokenForASecond());
        client.next();

        assertThat(client.awaitClose()).isEqualTo(new SocketClient.Close(1008, "Token expired"));
        // it ends in a full second, one second later by the leeway
        assertThat(Duration.between(started, Instant.now())).isBetween(Duration.ofMillis(1_000), SOON);
    }

    // COM-18
    @Test
    void endsAnSseResponseWhenItsTokenEnds() {
        HttpWire events = lab.eventsWithToken("mushroom1", tokenForASecond());

        String last = events.nextText();
        while (!last.isEmpty()) {
            assertThat(HttpWire.parse(last).event()).isIn("connected", "heartbeat");
            last = events.nextText();
        }
        assertThat(events.endsWithin(Duration.ofSeconds(1))).isTrue();
    }

    // COM-18: over HTTP/1.0 the body ends with the connection, also when the client wants to keep it
    @Test
    void endsAnHttp10ResponseWhenItsTokenEnds() {
        HttpWire events = lab.request(
                "GET /api/stream/devices/mushroom1?token=" + tokenForASecond() + " HTTP/1.0", "Connection: keep-alive");
        assertThat(events.next().event()).isEqualTo("connected");

        assertThat(events.endsWithin(Duration.ofSeconds(5))).isTrue();
    }

    // COM-9, section 4: Redis does not confirm
    @Test
    void sendsAwayThoseWhoseStreamIsNotConfirmed() {
        lab.awaitChannelLeft();
        redis.pause();
        try {
            SocketWire wire = lab.socketWire("mushroom1");
            HttpWire events = lab.events("mushroom1");

            assertThat(wire.nextBesidesPings()).isEqualTo(Frame.close(1013, "Stream unavailable, try again later"));
            assertThat(events.status()).isEqualTo(200);
            assertThat(events.endsWithin(Duration.ofSeconds(3))).isTrue();
        } finally {
            redis.resume();
        }
        assertThat(lab.socket("mushroom1").next().path("type").textValue()).isEqualTo("connected");
    }

    // COM-16
    @Test
    void letsInWhoeverHasNoToken() {
        assertThat(lab.socket(lab.to("/ws/devices/mushroom1"))
                        .next()
                        .path("type")
                        .textValue())
                .isEqualTo("connected");
        assertThat(lab.request("GET /api/stream/devices/mushroom1 HTTP/1.1")
                        .next()
                        .event())
                .isEqualTo("connected");
        assertThat(lab.request("GET /ws/devices/status HTTP/1.1").status()).isEqualTo(200);
    }

    // COM-16
    @Test
    void refusesABadTokenWhereNoneIsNeeded() {
        assertThat(lab.socketAs("bad.bad.bad")).isEqualTo("1008 Invalid token");
        assertThat(lab.statusAs("bad.bad.bad")).isEqualTo("401 Invalid token");
        assertThat(lab.socketAs(tokens.claims("alice").expiresAt(1_700_000_000).sign()))
                .isEqualTo("1008 Token expired");
    }

    // COM-16, COM-20
    @Test
    void doesNotCountTheNamelessAsOneUser() {
        for (int i = 0; i < 15; i++) {
            assertThat(lab.request("GET /api/stream/devices/mushroom1 HTTP/1.1")
                            .next()
                            .event())
                    .isEqualTo("connected");
        }
        assertThat(metrics.gauge("stream.users")).isZero();
    }
}
