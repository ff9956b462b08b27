package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.gateway.app.SocketWire.Frame;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How many connections one user may hold: ten, WebSocket and SSE together. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class ConnectionLimitTest {

    private static final int PLACES = 10;

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @Inject
    Readings metrics;

    private final String user = "user-" + UUID.randomUUID();

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    private SocketWire socket() {
        SocketWire wire = lab.keep(SocketWire.open(lab.port(), "/ws/devices/mushroom1?token=" + tokens.of(user)));
        assertThat(wire.next().text()).startsWith("{\"type\":\"connected\"");
        return wire;
    }

    private HttpWire events() {
        HttpWire events = lab.eventsWithToken("mushroom1", tokens.of(user));
        assertThat(events.next().event()).isEqualTo("connected");
        return events;
    }

    private List<SocketWire> sockets(int count) {
        List<SocketWire> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(socket());
        }
        return sockets;
    }

    // COM-20, COM-17, section 4
    @Test
    void refusesTheEleventhOnEitherTransport() {
        sockets(5);
        for (int i = 0; i < 5; i++) {
            events();
        }

        SocketWire socket = lab.keep(SocketWire.open(lab.port(), "/ws/devices/mushroom1?token=" + tokens.of(user)));
        assertThat(socket.next()).isEqualTo(Frame.close(1008, "Connection limit exceeded"));
        HttpWire events = lab.eventsWithToken("mushroom1", tokens.of(user));
        assertThat(events.status()).isEqualTo(429);
        assertThat(events.header("Retry-After"))
                .hasValueSatisfying(seconds -> assertThat(seconds).containsOnlyDigits());
        assertThat(events.header("Content-Type")).contains("application/json");
        assertThat(events.fixedBody()).isEqualTo("{\"error\":\"Connection limit exceeded\"}");
        assertThat(lab.statusAs(tokens.of(user))).as("asking holds no place").isEqualTo("200");
    }

    // COM-20
    @Test
    void touchesNeitherTheOpenOnesNorOtherUsers() {
        List<SocketWire> open = sockets(PLACES);

        assertThat(lab.socketAs(tokens.of(user))).isEqualTo("1008 Connection limit exceeded");
        assertThat(lab.socketAs(tokens.of(user + "x"))).isEqualTo("connected");
        assertThat(lab.socketAs(tokens.ofSomebody())).isEqualTo("connected");

        lab.publish("mushroom1", "{\"value\":1}");
        assertThat(open).allSatisfy(wire -> assertThat(wire.next().text()).contains("\"data\":{\"value\":1}"));
    }

    // COM-20: however often one knocks
    @Test
    void countsNobodyWhoWasRefused() {
        List<SocketWire> open = sockets(PLACES - 1);
        for (int i = 0; i < 20; i++) {
            assertThat(lab.socketAs(tokens.claims(user).expiresAt(1_700_000_000).sign()))
                    .isEqualTo("1008 Token expired");
        }
        open.add(socket());
        for (int i = 0; i < 20; i++) {
            assertThat(lab.socketAs(tokens.of(user))).isEqualTo("1008 Connection limit exceeded");
        }

        open.getFirst().close();

        awaitAPlace();
        assertThat(open.subList(1, PLACES)).hasSize(PLACES - 1);
    }

    // COM-22: the token is looked at before the places
    @Test
    void saysWhatIsWrongWithTheTokenFirst() {
        sockets(PLACES);

        assertThat(lab.socketAs("bad.bad.bad")).isEqualTo("1008 Invalid token");
        assertThat(lab.socketAs(tokens.claims(user).expiresAt(1_700_000_000).sign()))
                .isEqualTo("1008 Token expired");
        assertThat(lab.eventsWithToken("mushroom1", "bad.bad.bad").status()).isEqualTo(401);
        // and the path before the token
        assertThat(lab.request("GET /api/stream/nothing?token=bad HTTP/1.1").status())
                .isEqualTo(404);
    }

    static Stream<Named<Consumer<SocketWire>>> endsOfASocket() {
        return Stream.of(
                Named.of("a close frame", wire -> wire.send(SocketWire.CLOSE, true, new byte[] {3, (byte) 0xE8})),
                Named.of("a close frame and the connection", wire -> {
                    wire.send(SocketWire.CLOSE, true, new byte[] {3, (byte) 0xE8});
                    wire.close();
                }),
                Named.of("the connection without a word", SocketWire::close),
                Named.of("a TCP reset", SocketWire::reset),
                Named.of("a message too large", wire -> wire.send(SocketWire.TEXT, "x".repeat(70_000))),
                Named.of("a message too large, and a reset", wire -> {
                    wire.send(SocketWire.TEXT, "x".repeat(70_000));
                    wire.reset();
                }),
                Named.of("bytes that are no frame", wire -> wire.sendBytes(new byte[] {-1, -1, -1, -1, -1, -1})),
                Named.of("half a frame, and a reset", wire -> {
                    wire.sendBytes(new byte[] {(byte) 0x81, (byte) 0xFE, 4});
                    wire.reset();
                }),
                Named.of("a flood", wire -> {
                    for (int i = 0; i < 200; i++) {
                        wire.send(SocketWire.PONG, "");
                    }
                }));
    }

    // COM-21
    @ParameterizedTest
    @MethodSource("endsOfASocket")
    void freesThePlaceOfASocketThatEndsBy(Consumer<SocketWire> end) {
        List<SocketWire> open = sockets(PLACES);

        end.accept(open.getLast());

        awaitAPlace();
    }

    static Stream<Named<Consumer<HttpWire>>> endsOfAStream() {
        return Stream.of(
                Named.of("the end of the connection", HttpWire::close), Named.of("a TCP reset", HttpWire::reset));
    }

    // COM-21
    @ParameterizedTest
    @MethodSource("endsOfAStream")
    void freesThePlaceOfAStreamThatEndsBy(Consumer<HttpWire> end) {
        sockets(PLACES - 1);
        HttpWire last = events();
        assertThat(lab.socketAs(tokens.of(user))).isEqualTo("1008 Connection limit exceeded");

        end.accept(last);

        awaitAPlace();
    }

    // COM-21: also of those who leave before they are answered, or do not finish their handshake
    @Test
    void freesThePlacesOfThoseWhoLeaveInTheMiddle() {
        String token = tokens.of(user);
        for (int i = 0; i < 40; i++) {
            Wire wire = Wire.to(lab.port());
            wire.send("GET /ws/devices/mushroom1?token=" + token
                    + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + (i % 4 == 0 ? "" : "Sec-WebSocket-Version: 13\r\n")
                    + (i % 4 == 1 ? "" : "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n") + "\r\n");
            wire.reset();
            Wire stream = Wire.to(lab.port());
            stream.send("GET /api/stream/devices/mushroom1?token=" + token + " HTTP/1.1\r\nHost: x\r\n\r\n");
            stream.reset();
        }

        await().atMost(5, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(lab.socketAs(token)).isEqualTo("connected"));
        awaitNoUser();
    }

    // COM-20, COM-21: streams of one HTTP/2 connection are as many connections
    @Test
    void countsEachStreamOfAnHttp2Connection() {
        Http2Client client = lab.http2(false);
        List<Http2Client.Stream> streams = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            streams.add(client.open("/api/stream/devices/mushroom1?token=" + tokens.of(user)));
        }
        assertThat(lab.socketAs(tokens.of(user))).isEqualTo("1008 Connection limit exceeded");

        streams.getFirst().reset();
        awaitAPlace();

        client.close();
        awaitNoUser();
    }

    @Test
    void forgetsUsersWhoHaveLeft() throws Exception {
        sockets(3);
        events();
        assertThat(metrics.gauge("stream.users")).isEqualTo(1);

        lab.hangUp();

        awaitNoUser();
    }

    private void awaitNoUser() {
        await().atMost(5, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(metrics.gauge("stream.users")).isZero());
    }

    private void awaitAPlace() {
        await().atMost(5, TimeUnit.SECONDS)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(lab.socketAs(tokens.of(user))).isEqualTo("connected"));
    }

    // COM-20: the connection stays, but no WebSocket came of it
    @Test
    void countsNoHandshakeThatFailed() {
        Wire wire = Wire.to(lab.port());
        try {
            for (int i = 0; i <= PLACES; i++) {
                wire.send("GET /ws/devices/mushroom1?token=" + tokens.of(user) + " HTTP/1.1\r\nHost: localhost\r\n"
                        + "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 7777\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
                HttpWire answer = HttpWire.answer(wire);
                assertThat(answer.status()).isEqualTo(426);
                assertThat(answer.header("content-length")).hasValue("0");
            }

            sockets(PLACES);
        } finally {
            wire.close();
        }
    }
}
