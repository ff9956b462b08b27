package io.mycostream.gateway.dialect.mas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Translation;
import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.stream.Turn;
import io.mycostream.gateway.transport.LastEventId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceDialectTest {

    private static final DeviceDialect DIALECT = DeviceDialect.DEVICES;
    private static final Instant NOW = Instant.parse("2026-02-12T10:30:00.5Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Optional<Translation> translate(String payload, @Nullable String source) {
        return DIALECT.translate(
                new Publication(DeviceDialect.CHANNEL, null, "id-1", "2026-02-12T10:30:00.123456", source, payload));
    }

    private static DeviceConversation conversation(String deviceId, Transport transport) {
        return new DeviceConversation(deviceId, new Client(new LastEventId(false, ""), transport));
    }

    private static Message greeting(String deviceId, Transport transport) {
        Turn opening = conversation(deviceId, transport).open(_ -> {});
        return opening.answer().words(NOW, Recovery.NONE).getFirst();
    }

    private static List<Message> answer(String frame) throws ProtocolException {
        return conversation("mushroom1", Transport.WEBSOCKET)
                .receive(frame)
                .answer()
                .words(NOW, Recovery.NONE);
    }

    private static Message said(String payload) {
        return translate(payload, "device:mushroom1").orElseThrow().message().orElseThrow();
    }

    /** MYC-1, MYC-3, MYC-4. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void greetsWithTheDevice(Transport transport) {
        assertThat(greeting("mushroom1", transport)).isEqualTo(new Message("""
                        {"type":"connected","message":"Device stream connected to mushroom1","device_id":"mushroom1",\
                        "timestamp":"2026-02-12T10:30:00.500Z"}""", "connected", null));
    }

    /** MYC-9, MYC-5; COM-4: the publisher's own time, also without a zone; COM-8: its id. */
    @Test
    void tellsTelemetryOfTheDevice() {
        Translation translation = translate(
                        "{\"device_id\": \"mushroom1\", \"telemetry\": {\"temperature\": 22.5, \"humidity\": 65.2}}",
                        "device:mushroom1")
                .orElseThrow();

        assertThat(translation.keys()).containsExactly("mushroom1");
        assertThat(translation.message()).contains(new Message("""
                        {"type":"telemetry","timestamp":"2026-02-12T10:30:00.123456","source":"device:mushroom1",\
                        "device_id":"mushroom1","data":{"temperature": 22.5, "humidity": 65.2}}""", "telemetry", "id-1"));
    }

    /** MYC-9: {@code source} is always there and may be null. */
    @Test
    void sourceMayBeNull() {
        Message message = translate("{\"device_id\":\"a\",\"telemetry\":{}}", null)
                .orElseThrow()
                .message()
                .orElseThrow();

        assertThat(message.json()).contains("\"source\":null");
    }

    /** COM-5: untouched to the last character. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"big\":123456789012345678901234567890,\"tiny\":1e-400,\"exact\":1.10}",
                "{\"a\":1,\"a\":2}",
                "{\"nested\":{\"device_id\":\"other\",\"telemetry\":[{\"x\":[[],{}]}]}}",
                "{ \"pretty\" :\n\t[ 1 ,\r\n 2 ] }",
                "{\"text\":\"\\u2028 \u2028 \\ud83c\\udf44 🍄 \\u0000 \\/\"}",
                "{\"null\":null,\"true\":true}",
            })
    void dataIsWhatWasPublished(String telemetry) {
        Message message = said("{\"device_id\":\"a\",\"telemetry\":" + telemetry + "}");

        assertThat(message.json()).endsWith(",\"data\":" + telemetry + "}");
    }

    /** MYC-9. */
    @Test
    void absentTelemetryIsAnEmptyObject() {
        assertThat(said("{\"device_id\":\"a\"}").json()).endsWith(",\"data\":{}}");
    }

    /** MYC-9: without a device there is nobody to tell. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"telemetry\":{}}",
                "{\"device_id\":\"\",\"telemetry\":{}}",
                "{\"device_id\":null,\"telemetry\":{}}",
                "{\"device_id\":7,\"telemetry\":{}}",
                "{\"device_id\":[\"a\"],\"telemetry\":{}}",
                "{\"Device_Id\":\"a\",\"telemetry\":{}}",
                "{\"device_id\":\"a\",\"telemetry\":[]}",
                "{\"device_id\":\"a\",\"telemetry\":\"{}\"}",
                "{\"device_id\":\"a\",\"telemetry\":null}",
                "{\"device_id\":\"a\",\"telemetry\":1}",
            })
    void dropsWhatSaysNothingAboutADevice(String payload) {
        assertThat(translate(payload, null)).isEmpty();
    }

    /** MYC-11: ids are whole strings, decoded once. */
    @ParameterizedTest
    @ValueSource(strings = {"device 1", "lab:7/a", "große-1", "100%", "a\\\"b", "🍄", "__proto__", "status"})
    void idsAreTakenAsTheyAre(String id) throws Exception {
        String payload = JSON.writeValueAsString(Map.of("device_id", id, "telemetry", Map.of()));

        Translation translation = translate(payload, null).orElseThrow();
        Message greeting = greeting(id, Transport.SSE);

        assertThat(translation.keys()).containsExactly(id);
        assertThat(JSON.readTree(translation.message().orElseThrow().json())
                        .get("device_id")
                        .textValue())
                .isEqualTo(id);
        assertThat(JSON.readTree(greeting.json()).get("device_id").textValue()).isEqualTo(id);
    }

    @Test
    void hostileIdsSourcesAndTimesStayInsideTheirStrings() throws Exception {
        String payload = "{\"device_id\":\"a\\\",\\\"type\\\":\\\"x\\n\",\"telemetry\":{\"t\":1}}";
        Publication publication = new Publication(DeviceDialect.CHANNEL, null, "id", "\"},\n", "\\\"\u0001", payload);

        JsonNode message = JSON.readTree(DIALECT.translate(publication)
                .orElseThrow()
                .message()
                .orElseThrow()
                .json());

        assertThat(message.get("type").textValue()).isEqualTo("telemetry");
        assertThat(message.get("device_id").textValue()).isEqualTo("a\",\"type\":\"x\n");
        assertThat(message.get("timestamp").textValue()).isEqualTo("\"},\n");
        assertThat(message.get("source").textValue()).isEqualTo("\\\"\u0001");
        assertThat(message.size()).isEqualTo(5);
    }

    /** MYC-21. */
    @Test
    void answersAPing() throws Exception {
        assertThat(answer("{\"type\": \"ping\", \"further\": [1, {}]}"))
                .containsExactly(new Message(
                        "{\"type\":\"pong\",\"device_id\":\"mushroom1\",\"timestamp\":\"2026-02-12T10:30:00.500Z\"}",
                        "pong",
                        null));
    }

    /** MYC-22, COM-26. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "hello",
                "{",
                "{\"type\":\"ping\"",
                "{\"type\":\"ping\"} {}",
                "{\"type\":\"ping\"}]",
                "[]",
                "[{\"type\":\"ping\"}]",
                "\"ping\"",
                "null",
                "7",
                "{}",
                "{\"type\":null}",
                "{\"type\":7}",
                "{\"type\":[\"ping\"]}",
                "{\"type\":{\"ping\":1}}",
                "{\"type\":\"PING\"}",
                "{\"type\":\"set_filter\",\"category\":null}",
                "{\"type\":\"request_snapshot\"}",
                "{'type':'ping'}",
                "{\"type\":\"ping\",}",
                "{\"type\":\"ping\"} // comment",
                "{\"type\":\"ping\",\"x\":NaN}",
                "\uFEFF{\"type\":\"ping\"}",
                "\u0000",
            })
    void refusesWhatIsNoMessageOfIts(String frame) {
        assertThatThrownBy(() -> answer(frame)).isInstanceOf(ProtocolException.class);
    }

    /** MYC-22. */
    @Test
    void saysWhatWasWrong() {
        assertThat(conversation("mushroom1", Transport.WEBSOCKET)
                        .tell(new ServerEvent.Misunderstood(NOW, "a \"type\" is needed")))
                .contains(new Message(
                        "{\"type\":\"error\",\"message\":\"a \\\"type\\\" is needed\","
                                + "\"timestamp\":\"2026-02-12T10:30:00.500Z\"}",
                        "error",
                        null));
    }

    /** COM-27: error texts say nothing about our insides, and never repeat the frame. */
    @Test
    void refusalsSayWhatIsExpectedOnly() {
        for (String frame : List.of("{\"type\":\"<script>\"}", "<script>", "{\"type\":[\"<script>\"]}")) {
            assertThatThrownBy(() -> answer(frame))
                    .message()
                    .doesNotContain("script", "jackson", "Exception", "io.mycostream");
        }
    }

    /** COM-26: nesting deeper than 100 is malformed. */
    @Test
    void refusesDeepNesting() throws Exception {
        assertThat(answer(nested(100))).hasSize(1);
        assertThatThrownBy(() -> answer(nested(101))).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> answer("[".repeat(65_536))).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> answer("{\"a\":".repeat(13_000))).isInstanceOf(ProtocolException.class);
    }

    private static String nested(int depth) {
        return "{\"x\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + ",\"type\":\"ping\"}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e-999999999", "123456789012345678901234567890.5"})
    void numbersOfAnySizeDoNoHarm(String number) throws Exception {
        assertThat(answer("{\"type\":\"ping\",\"n\":" + number + "}")).hasSize(1);
    }

    @Test
    void digitsWithoutEndAreRefused() {
        assertThatThrownBy(() -> answer("{\"type\":\"ping\",\"n\":" + "9".repeat(60_000) + "}"))
                .isInstanceOf(ProtocolException.class);
    }

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    /** COM-28: whatever a client sends, it is a command or it is refused in the one documented way. */
    @ParameterizedTest
    @MethodSource("seeds")
    void randomFramesAreCommandsOrRefused(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 250; i++) {
            decodesOrRefuses(seed, randomCharacters(random));
            decodesOrRefuses(seed, randomTokens(random));
            decodesOrRefuses(seed, damagedPing(random));
        }
    }

    private static void decodesOrRefuses(long seed, String frame) {
        try {
            assertThat(answer(frame)).hasSize(1);
        } catch (ProtocolException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        } catch (RuntimeException wrong) {
            throw new AssertionError("seed " + seed + ", frame " + frame, wrong);
        }
    }

    private static String randomCharacters(Random random) {
        StringBuilder frame = new StringBuilder();
        random.ints(random.nextInt(60), 0, random.nextBoolean() ? 0x80 : 0x1_0000)
                .forEach(character -> frame.append((char) character));
        return frame.toString();
    }

    private static String randomTokens(Random random) {
        String[] tokens = {
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\\",
            "\"type\"",
            "\"ping\"",
            "null",
            "true",
            "1e9",
            "-",
            "0",
            " ",
            "\n",
            "\\u12",
            "\\ud83c",
            "\uD83C",
            "1e99999999999"
        };
        StringBuilder frame = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            frame.append(tokens[random.nextInt(tokens.length)]);
        }
        return frame.toString();
    }

    private static String damagedPing(Random random) {
        StringBuilder frame = new StringBuilder("{\"type\":\"ping\",\"n\":[1,2.5,{\"x\":null}]}");
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(frame.length());
            if (random.nextBoolean()) {
                frame.deleteCharAt(at);
            } else {
                frame.setCharAt(at, (char) random.nextInt(0x100));
            }
        }
        return frame.toString();
    }

    /** MYC-24. */
    @Test
    void heartbeatIsAnEventOfItsOwnOnSse() {
        assertThat(conversation("mushroom1", Transport.SSE).tell(new ServerEvent.Heartbeat(NOW)))
                .contains(new Message(
                        "{\"type\":\"heartbeat\",\"timestamp\":\"2026-02-12T10:30:00.500Z\"}", "heartbeat", null));
    }

    /** MYC-23: on a WebSocket the PING frame says it, and the close frame the end. */
    @Test
    void heartbeatAndEndHaveNoWordsOnAWebSocket() {
        assertThat(conversation("mushroom1", Transport.WEBSOCKET).tell(new ServerEvent.Heartbeat(NOW)))
                .isEmpty();
        assertThat(conversation("mushroom1", Transport.WEBSOCKET).tell(new ServerEvent.Draining(NOW)))
                .isEmpty();
    }

    /** MYC-25. */
    @Test
    void saysGoodbyeOnSse() {
        assertThat(conversation("mushroom1", Transport.SSE).tell(new ServerEvent.Draining(NOW)))
                .contains(new Message(
                        "{\"message\":\"Server shutting down\",\"timestamp\":\"2026-02-12T10:30:00.500Z\"}",
                        "disconnected",
                        null));
    }
}
