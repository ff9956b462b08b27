package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.mycostream.local.RedisServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

    @Inject
    Vertx vertx;

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
        lab.awaitNobody();
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
    void streamsOverHttp2(boolean upgrade) throws Exception {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(upgrade)
                .setHttp2MaxPoolSize(1));
        Buffer first = Buffer.buffer();
        Buffer second = Buffer.buffer();
        HttpClientResponse response = open(client, "mushroom1", first);
        open(client, "mushroom2", second);
        assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(response.getHeader("Content-Type")).isEqualTo("text/event-stream");
        await().until(() -> events(first).size() == 1 && events(second).size() == 1);

        publishMany();
        lab.publish("mushroom2", value(0));

        await().untilAsserted(() -> {
            assertThat(events(first)).hasSize(MANY + 1);
            assertThat(events(second)).hasSize(2);
        });
        assertThat(events(first).stream().skip(1).map(DeviceEventsTest::data))
                .containsExactlyElementsOf(IntStream.range(0, MANY)
                        .mapToObj(DeviceEventsTest::value)
                        .toList());
        assertThat(data(events(second).getLast())).isEqualTo(value(0));
        client.close();
    }

    private HttpClientResponse open(HttpClient client, String deviceId, Buffer body) throws Exception {
        return client.request(
                        HttpMethod.GET,
                        lab.port(),
                        "127.0.0.1",
                        "/api/stream/devices/" + deviceId + "?token=" + tokens.ofSomebody())
                .compose(request -> {
                    // told before it is sent, so that not even the first bytes come too early
                    request.response().onSuccess(response -> collect(response, body));
                    return request.send();
                })
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static void collect(HttpClientResponse response, Buffer body) {
        response.exceptionHandler(_ -> {});
        response.handler(bytes -> {
            synchronized (body) {
                body.appendBuffer(bytes);
            }
        });
    }

    private static List<HttpWire.Event> events(Buffer body) {
        String text;
        synchronized (body) {
            text = body.toString();
        }
        List<HttpWire.Event> events = new ArrayList<>();
        for (int from = 0, end = text.indexOf("\n\n"); end >= 0; from = end + 2, end = text.indexOf("\n\n", from)) {
            events.add(HttpWire.parse(text.substring(from, end + 2)));
        }
        return events;
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
