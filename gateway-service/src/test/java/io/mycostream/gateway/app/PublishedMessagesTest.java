package io.mycostream.gateway.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may stand on Redis, and what becomes of it. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class PublishedMessagesTest {

    private static final int MAX_EVENT_BYTES = 1_048_576;

    @Inject
    Lab lab;

    @Inject
    Readings metrics;

    private SocketClient socket;
    private HttpWire events;

    @BeforeEach
    void listen() {
        socket = lab.socket("mushroom1");
        events = lab.events("mushroom1");
        socket.next();
        events.next();
    }

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    // COM-2
    @Test
    void takesABareEvent() {
        lab.publishMessage("{\"device_id\":\"mushroom1\",\"telemetry\":{\"value\":1},\"source\":\"not ours\"}");

        JsonNode message = socket.next();
        assertThat(Json.untimed(message.toString())).isEqualTo(Json.read("""
                {"type":"telemetry","source":null,"device_id":"mushroom1","data":{"value":1}}"""));
        // COM-4: its time is the gateway's
        assertThat(message.path("timestamp").textValue()).endsWith("Z");
        assertThat(Instant.parse(message.path("timestamp").textValue()))
                .isCloseTo(Instant.now(), within(10, ChronoUnit.SECONDS));
        // COM-8: its id too
        assertThat(UUID.fromString(events.next().id())).isNotNull();
    }

    // COM-2: where it arrived decides, not what it says of itself
    @Test
    void goesByTheRedisChannelAndNotByTheOneInTheEnvelope() {
        lab.publishMessage("""
                {"channel":"agents:status","data":{"device_id":"mushroom1","telemetry":{"value":1}}}""");

        assertThat(socket.nextUntimed()).isEqualTo(Json.read("""
                {"type":"telemetry","source":null,"device_id":"mushroom1","data":{"value":1}}"""));
    }

    // COM-2: a member channel that is no string makes no envelope, so there is no device_id on top
    @Test
    void takesForAnEnvelopeOnlyWhatIsOne() {
        lab.publishMessage("{\"channel\":7,\"data\":{\"device_id\":\"mushroom1\",\"telemetry\":{\"lost\":1}}}");
        lab.publishMessage("""
                {"channel":7,"data":[],"device_id":"mushroom1","telemetry":{"value":1}}""");

        assertThat(socket.next().path("data")).isEqualTo(Json.read("{\"value\":1}"));
    }

    // COM-1, COM-4
    @ParameterizedTest
    @ValueSource(
            strings = {"2026-02-12T10:30:00", "2026-02-12T10:30:00.123456+01:00", "yesterday, after \\\"tea\\\"", ""})
    void leavesTheTimestampAsThePublisherWroteIt(String timestamp) {
        lab.publishMessage("{\"channel\":\"devices:telemetry\",\"timestamp\":\"" + timestamp + "\",\"more\":[1],"
                + "\"data\":{\"device_id\":\"mushroom1\",\"telemetry\":{}}}");

        assertThat(socket.next().path("timestamp")).isEqualTo(Json.read('"' + timestamp + '"'));
    }

    // COM-5
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"max\":18446744073709551617,\"min\":-9223372036854775809,\"beyond\":9007199254740993}",
                "{\"tiny\":1e-400,\"huge\":123456789.012345678901234567890,\"zero\":-0.0,\"one\":1.0,\"exp\":1E+2}",
                "{\"separators\":\"\u2028\u2029\",\"escaped\":\"\\u2028\\u2029\"}",
                "{\"emoji\":\"🍄\",\"pair\":\"\\ud83c\\udf44\",\"zwj\":\"👩‍🔬\"}",
                "{\"controls\":\"\\u0000\\u0001\\b\\f\\n\\r\\t\\u001f\u007f\",\"slash\":\"\\/\"}",
                "{\"null\":null,\"true\":true,\"nested\":{\"a\":[{\"b\":[[],{}]}]},\"\":\"empty key\",\"ключ\":1}",
                "{\"device_id\":\"another\",\"type\":\"x\",\"data\":{\"data\":1}}",
                "{\"html\":\"</script>&amp;\",\"sse\":\"\\n\\nevent: x\\ndata: y\\n\\n\"}",
            })
    void leavesTheValueOfTheDataAsItIs(String telemetry) {
        lab.publish("mushroom1", telemetry);

        assertThat(socket.next().path("data")).isEqualTo(Json.read(telemetry));
        assertThat(Json.read(events.next().data()).path("data")).isEqualTo(Json.read(telemetry));
    }

    // COM-5, COM-29: an SSE field ends at any line break, so pretty-printed data must not bring its own
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void takesPrettyPrintedMessages(String lineBreak) {
        String telemetry = "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": \"c\"\n}".replace("\n", lineBreak);

        lab.publish("mushroom1", telemetry);

        assertThat(socket.next().path("data")).isEqualTo(Json.read("{\"a\":[1,2],\"b\":\"c\"}"));
        assertThat(Json.read(events.next().data()).path("data")).isEqualTo(Json.read("{\"a\":[1,2],\"b\":\"c\"}"));
    }

    // COM-6
    @ParameterizedTest
    @ValueSource(ints = {125, 126, 65_535, 65_536, 200_000, MAX_EVENT_BYTES})
    void deliversLargeEventsWhole(int size) {
        String message = readingOfSize(size);
        assertThat(message.getBytes(UTF_8)).hasSize(size);

        lab.publishMessage(message);

        JsonNode expected = Json.read(message).path("telemetry");
        assertThat(socket.next().path("data").equals(expected)).isTrue();
        assertThat(Json.read(events.next().data()).path("data").equals(expected))
                .isTrue();
    }

    private static String readingOfSize(int size) {
        String empty = "{\"device_id\":\"mushroom1\",\"telemetry\":{\"v\":\"\"}}";
        return empty.replace("\"\"", '"' + "x".repeat(size - empty.length()) + '"');
    }

    // COM-6
    @Test
    void dropsAndCountsWhatIsLargerAndGoesOn() {
        double before = metrics.dropped("oversize");

        lab.publishMessage(readingOfSize(MAX_EVENT_BYTES + 1));
        lab.publish("mushroom1", "{\"value\":1}");

        assertThat(socket.next().path("data")).isEqualTo(Json.read("{\"value\":1}"));
        assertThat(Json.read(events.next().data()).path("data")).isEqualTo(Json.read("{\"value\":1}"));
        assertThat(metrics.dropped("oversize")).isEqualTo(before + 1);
    }

    // COM-3
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "temperature=22.5",
                "{'device_id':'mushroom1'}",
                "{\"device_id\":\"mushroom1\"}}",
                "{\"device_id\":\"mushroom1\"} {}",
                "[{\"device_id\":\"mushroom1\"}]",
                "\"mushroom1\"",
                "22.5",
                "null",
                "{\"channel\":\"devices:telemetry\",\"data\":null}",
                "{\"channel\":\"devices:telemetry\",\"data\":[]}",
                "{\"channel\":\"devices:telemetry\",\"data\":\"{}\"}",
                "{\"channel\":\"devices:telemetry\",\"data\":7}",
            })
    void dropsAndCountsWhatIsNoEventAndGoesOn(String message) {
        double before = metrics.dropped("malformed");

        lab.publishMessage(message);
        lab.publish("mushroom1", "{\"value\":1}");

        assertThat(socket.next().path("data")).isEqualTo(Json.read("{\"value\":1}"));
        assertThat(Json.read(events.next().data()).path("data")).isEqualTo(Json.read("{\"value\":1}"));
        assertThat(metrics.dropped("malformed")).isEqualTo(before + 1);
    }

    // COM-3
    @Test
    void dropsAndCountsBytesThatAreNoUtf8() {
        double before = metrics.dropped("malformed");

        lab.publishMessage(new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'});

        await().untilAsserted(() -> assertThat(metrics.dropped("malformed")).isEqualTo(before + 1));
    }

    // MYC-9: well-formed, but about no device
    @Test
    void countsWhatSaysNothingToAnybody() {
        double before = metrics.dropped("untranslatable");

        lab.publishMessage("{\"temperature\":22.5}");
        lab.publishMessage("{\"device_id\":\"mushroom1\",\"telemetry\":[22.5]}");

        await().untilAsserted(
                        () -> assertThat(metrics.dropped("untranslatable")).isEqualTo(before + 2));
    }

    // COM-8: whoever may publish must not be able to write fields of their own into the stream
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\\nevent: forged\\ndata: {}",
                "a\\r\\n\\r\\ndata: {}",
                "a\\rb",
                "\\na",
                "a\\u0000b",
                "\\u2028",
                "  spaces ",
                "é🍄"
            })
    void neverBreaksALineOfTheStreamByAnId(String id) {
        lab.publishMessage("{\"channel\":\"devices:telemetry\",\"message_id\":\"" + id
                + "\",\"data\":{\"device_id\":\"mushroom1\",\"telemetry\":{\"value\":1}}}");

        HttpWire.Event event = events.next();
        assertThat(event.id()).isEqualTo(Json.read('"' + id + '"').textValue().replaceAll("[\\r\\n\\x00]", ""));
        assertThat(event.event()).isEqualTo("telemetry");
        assertThat(Json.read(event.data()).path("data")).isEqualTo(Json.read("{\"value\":1}"));
    }

    // COM-8
    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "\"\"", "\"\\n\""})
    void makesAnIdWhereThePublisherGaveNone(String id) {
        lab.publishMessage("{\"channel\":\"devices:telemetry\",\"message_id\":" + id
                + ",\"data\":{\"device_id\":\"mushroom1\",\"telemetry\":{}}}");

        assertThat(UUID.fromString(events.next().id())).isNotNull();
    }
}
