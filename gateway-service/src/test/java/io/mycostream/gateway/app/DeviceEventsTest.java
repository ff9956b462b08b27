package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mycostream.local.RedisServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One device over SSE, word for word and, where it matters, byte for byte. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class DeviceEventsTest {

    private static final int MANY = 300;

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @SuppressWarnings("NullAway.Init") // given by RedisAndKeys
    RedisServer redis;

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    // MYC-4, MYC-3
    @Test
    void saysFirstThatItIsConnectedAndToWhich() {
        HttpWire.Event connected = lab.events("mushroom1").next();

        assertThat(connected.event()).isEqualTo("connected");
        assertThat(connected.id()).isNull();
        assertThat(Json.untimed(connected.data())).isEqualTo(Json.read("""
                {"type":"connected","message":"Device stream connected to mushroom1","device_id":"mushroom1"}"""));
        assertThat(Instant.parse(Json.read(connected.data()).path("timestamp").textValue()))
                .isCloseTo(Instant.now(), within(10, ChronoUnit.SECONDS));
    }

    // MYC-5, MYC-9, MYC-10, COM-8; and connected came once, because this is the next event
    @Test
    void namesAndNumbersWhatTheDevicePublishes() {
        HttpWire events = lab.events("mushroom1");
        SocketClient socket = lab.socket("mushroom1");
        events.next();
        socket.next();

        lab.publishMessage("""
                {"channel":"devices:telemetry","data":{"device_id":"mushroom1","telemetry":{"temperature":22.50}},
                 "timestamp":"2026-02-12T10:30:00","source":"device:mushroom1","message_id":"m-1"}""");

        assertThat(events.nextText())
                .isEqualTo("id: m-1\nevent: telemetry\ndata: {\"type\":\"telemetry\","
                        + "\"timestamp\":\"2026-02-12T10:30:00\",\"source\":\"device:mushroom1\","
                        + "\"device_id\":\"mushroom1\",\"data\":{\"temperature\":22.50}}\n\n");
        assertThat(socket.nextText())
                .as("the WebSocket client reads the same")
                .isEqualTo("{\"type\":\"telemetry\",\"timestamp\":\"2026-02-12T10:30:00\","
                        + "\"source\":\"device:mushroom1\",\"device_id\":\"mushroom1\","
                        + "\"data\":{\"temperature\":22.50}}");
    }

    // COM-29
    @Test
    void answersWithTheHeadersOfAnEventStream() {
        HttpWire events = lab.events("mushroom1");

        assertThat(events.statusLine()).isEqualTo("HTTP/1.1 200 OK");
        assertThat(events.header("Content-Type")).contains("text/event-stream");
        assertThat(events.header("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("no-cache"));
        assertThat(events.header("X-Accel-Buffering")).contains("no");
    }

    // COM-29
    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "application/json", "text/html, */*;q=0.1"})
    void doesNotCareWhatTheClientAccepts(String accept) {
        HttpWire events = lab.request(
                "GET /api/stream/devices/mushroom1?token=" + tokens.ofSomebody() + " HTTP/1.1", "Accept: " + accept);

        assertThat(events.next().event()).isEqualTo("connected");
    }

    // COM-29, COM-9: the head comes at once, connected not before Redis has confirmed
    @Test
    void sendsTheHeadersBeforeThereIsAnEvent() {
        lab.awaitChannelLeft();
        redis.pause();
        HttpWire events;
        try {
            events = lab.events("mushroom1");

            assertThat(events.status()).isEqualTo(200);
            assertThat(events.silentFor(Duration.ofMillis(300))).isTrue();
        } finally {
            redis.resume();
        }

        assertThat(events.next().event()).isEqualTo("connected");
    }

    // COM-32, COM-29: chunk borders are event borders, and not a byte is broken
    @Test
    void streamsOverHttp11() {
        HttpWire events = lab.events("mushroom1");
        assertThat(events.header("Transfer-Encoding")).contains("chunked");
        assertThat(HttpWire.parse(events.chunk()).event()).isEqualTo("connected");

        publishMany();

        for (int i = 0; i < MANY; i++) {
            assertThat(data(HttpWire.parse(events.chunk()))).isEqualTo(value(i));
        }
    }

    // COM-32: proxies speak HTTP/1.0 by default; the body is bare and ends with the connection
    @Test
    void streamsOverHttp10() {
        HttpWire events = lab.request("GET /api/stream/devices/mushroom1?token=" + tokens.ofSomebody() + " HTTP/1.0");
        assertThat(events.status()).isEqualTo(200);
        assertThat(events.header("Transfer-Encoding")).isEmpty();
        assertThat(events.header("Content-Length")).isEmpty();
        assertThat(events.next().event()).isEqualTo("connected");

        publishMany();

        for (int i = 0; i < MANY; i++) {
            assertThat(data(events.next())).isEqualTo(value(i));
        }
    }

    // COM-32: by upgrade and by prior knowledge, two streams on one connection
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void streamsOverHttp2(boolean upgrade) {
        Http2Client client = lab.http2(upgrade);
        Http2Client.Stream first = client.open(target("mushroom1"));
        Http2Client.Stream second = client.open(target("mushroom2"));
        assertThat(first.response().version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(first.response().getHeader("Content-Type")).isEqualTo("text/event-stream");
        assertThat(first.next().event()).isEqualTo("connected");
        assertThat(second.next().event()).isEqualTo("connected");

        publishMany();
        lab.publish("mushroom2", value(0));

        for (int i = 0; i < MANY; i++) {
            assertThat(data(first.next())).isEqualTo(value(i));
        }
        assertThat(data(second.next())).isEqualTo(value(0));
    }

    private String target(String deviceId) {
        return "/api/stream/devices/" + deviceId + "?token=" + tokens.ofSomebody();
    }

    private void publishMany() {
        for (int i = 0; i < MANY; i++) {
            lab.publish("mushroom1", value(i));
        }
    }

    /** Values of different lengths, with letters of two, three and four bytes. */
    private static String value(int i) {
        return "{\"n\":" + i + ",\"text\":\"" + "ä€🍄".repeat(i % 60) + "\"}";
    }

    private static String data(HttpWire.Event event) {
        return Json.read(event.data()).path("data").toString();
    }

    // COM-29
    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "POST", "PUT", "DELETE", "PATCH"})
    void opensNothingForOtherMethods(String method) {
        HttpWire answer = lab.request(
                method + " /api/stream/devices/mushroom1 HTTP/1.1",
                "Authorization: Bearer " + tokens.ofSomebody(),
                "Content-Length: 0",
                "Connection: close");

        assertThat(answer.status()).isIn(404, 405);
        assertThat(answer.header("Content-Type").orElse("")).doesNotContain("event-stream");
        assertThat(answer.endsWithin(Duration.ofSeconds(5))).isTrue();
    }

    // COM-32: what was asked on the connection before does not disturb the stream
    @Test
    void streamsOnAConnectionThatWasUsedBefore() {
        String token = tokens.ofSomebody();
        Wire wire = lab.keep(Wire.to(lab.port()));
        wire.send("GET /ws/devices/status?token=" + token + " HTTP/1.1\r\nHost: x\r\n\r\n"
                + "GET /api/stream/devices/mushroom1?token=" + token + " HTTP/1.1\r\nHost: x\r\n\r\n");

        HttpWire status = HttpWire.answer(wire);
        assertThat(status.status()).isEqualTo(200);
        assertThat(status.fixedBody()).contains("devices:telemetry");
        assertThat(HttpWire.answer(wire).next().event()).isEqualTo("connected");
    }
}
