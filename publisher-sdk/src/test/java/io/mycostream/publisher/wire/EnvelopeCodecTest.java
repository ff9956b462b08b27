package io.mycostream.publisher.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeCodecTest {

    private static final String CHANNEL = "devices:telemetry";

    @Test
    void writesTheMembersInTheirOrder() {
        Envelope envelope =
                new Envelope(CHANNEL, "{\"a\": 1}", "2026-02-12T10:30:00Z", "device:m1", "id-1", new Position("e", 17));

        assertThat(EnvelopeCodec.encode(envelope))
                .isEqualTo(
                        "{\"channel\":\"devices:telemetry\",\"data\":{\"a\": 1},\"timestamp\":\"2026-02-12T10:30:00Z\","
                                + "\"source\":\"device:m1\",\"message_id\":\"id-1\",\"epoch\":\"e\",\"offset\":17}");
    }

    @Test
    void saysOfAnEventThatWaitedThatItComesLateAndOfOthersNothing() throws EnvelopeFormatException {
        Envelope late = new Envelope(CHANNEL, "{}", null, null, "id-1", new Position("e", 1), true);

        assertThat(EnvelopeCodec.encode(late))
                .isEqualTo("{\"channel\":\"devices:telemetry\",\"data\":{},\"source\":null,\"message_id\":\"id-1\","
                        + "\"replayed\":true,\"epoch\":\"e\",\"offset\":1}");
        assertThat(decode(CHANNEL, EnvelopeCodec.encode(late))).isEqualTo(late);
        assertThat(decode(CHANNEL, "{\"channel\":\"c\",\"data\":{},\"replayed\":\"yes\"}")
                        .replayed())
                .isFalse();
    }

    @Test
    void writesAbsentSourceAndIdAsNullAndLeavesTheRestOut() {
        assertThat(EnvelopeCodec.encode(bare("{}")))
                .isEqualTo("{\"channel\":\"devices:telemetry\",\"data\":{},\"source\":null,\"message_id\":null}");
    }

    @Test
    void readsWhatItWrites() throws EnvelopeFormatException {
        Envelope envelope = new Envelope(
                "alerts:große \"1\"",
                "{ \"n\" : 123456789012345678901234567890,\n \"t\" : \"\u2028 😀 \\u0000 \\ud83d\" }",
                "yesterday",
                "a\\b\n",
                "\uD83D",
                new Position("5d3a-1", Long.MAX_VALUE));

        assertThat(decode("alerts:große \"1\"", EnvelopeCodec.encode(envelope))).isEqualTo(envelope);
    }

    @Test
    void readsTheEnvelopeOfThePythonPublishers() throws EnvelopeFormatException {
        String message = """
                {"channel": "devices:telemetry", "data": {"device_id": "mushroom1", "telemetry": {"temperature": 22.5, \
                "name": "gro\\u00dfe"}}, "timestamp": "2026-02-12T10:30:00.123456", "source": "device:mushroom1", \
                "message_id": null}""";

        assertThat(decode(CHANNEL, message))
                .isEqualTo(new Envelope(
                        CHANNEL,
                        "{\"device_id\": \"mushroom1\", \"telemetry\": {\"temperature\": 22.5, "
                                + "\"name\": \"gro\\u00dfe\"}}",
                        "2026-02-12T10:30:00.123456",
                        "device:mushroom1",
                        null,
                        null));
    }

    @Test
    void leavesDataAsItWasPublished() throws EnvelopeFormatException {
        String data = "{\n  \"b\" : 1.50e+03,\r\n\t\"a\":[ 1 , 2 ],\"a\":\"\\/ \u2029 \\u2028\"}";

        assertThat(decode(CHANNEL, "\n{ \"data\" :\n" + data + "\n,\"channel\":\"x\"}\n")
                        .data())
                .isEqualTo(data);
    }

    @Test
    void believesTheRedisChannelAndNotTheMember() throws EnvelopeFormatException {
        assertThat(decode(CHANNEL, "{\"channel\":\"crep:live\",\"data\":{}}").channel())
                .isEqualTo(CHANNEL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"progress\": 0.5}",
                "{\"data\":{\"a\":1}}",
                "{\"channel\":\"x\"}",
                "{\"channel\":17,\"data\":{}}",
                "{\"channel\":null,\"data\":17}",
                "{\"type\":\"x\",\"epoch\":\"e\",\"offset\":3,\"source\":\"s\",\"message_id\":\"m\"}"
            })
    void takesAnyOtherObjectForABareEvent(String event) throws EnvelopeFormatException {
        assertThat(decode(CHANNEL, " \n" + event + "\r\n")).isEqualTo(bare(event));
    }

    @Test
    void takesMembersOfTheWrongTypeForAbsent() throws EnvelopeFormatException {
        String message = "{\"channel\":\"x\",\"data\":{},\"timestamp\":17,\"source\":[\"s\"],\"message_id\":{\"a\":1}}";

        assertThat(decode(CHANNEL, message)).isEqualTo(bare("{}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"epoch\":\"e\"",
                "\"offset\":1",
                "\"epoch\":\"\",\"offset\":1",
                "\"epoch\":7,\"offset\":1",
                "\"epoch\":\"e\",\"offset\":\"1\"",
                "\"epoch\":\"e\",\"offset\":1.0",
                "\"epoch\":\"e\",\"offset\":1e3",
                "\"epoch\":\"e\",\"offset\":0",
                "\"epoch\":\"e\",\"offset\":-1",
                "\"epoch\":\"e\",\"offset\":9223372036854775808",
                "\"epoch\":null,\"offset\":null"
            })
    void hasAPositionOnlyWhenBothPartsOfItAreThere(String members) throws EnvelopeFormatException {
        assertThat(decode(CHANNEL, "{\"channel\":\"x\",\"data\":{}," + members + "}")
                        .position())
                .isNull();
    }

    @Test
    void countsTheLastOfEqualNames() throws EnvelopeFormatException {
        assertThat(decode(CHANNEL, "{\"data\":17,\"channel\":1,\"channel\":\"x\",\"data\":{\"a\":1}}"))
                .isEqualTo(bare("{\"a\":1}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"channel":"x","data":[1]}  | data of an envelope must be a JSON object, got an array
            {"channel":"x","data":"{}"} | data of an envelope must be a JSON object, got a string
            {"channel":"x","data":-5}   | data of an envelope must be a JSON object, got a number
            {"channel":"x","data":true} | data of an envelope must be a JSON object, got a boolean
            {"channel":"x","data":null} | data of an envelope must be a JSON object, got null
            [{"channel":"x","data":{}}] | expected a JSON object, got an array
            {"channel":"x","data":NaN}  | not JSON at character 25 of 26
            secret                      | not JSON at character 0 of 6
            ``                          | expected a JSON object, got nothing
            """)
    void saysWhatIsWrong(String message, String refusal) {
        assertThatThrownBy(() -> decode(CHANNEL, message))
                .isInstanceOf(EnvelopeFormatException.class)
                .hasMessage(refusal);
    }

    @ParameterizedTest
    @MethodSource("notUtf8")
    void refusesBytesThatAreNotUtf8(byte[] bytes) {
        assertThatThrownBy(() -> EnvelopeCodec.decode(CHANNEL, bytes))
                .isInstanceOf(EnvelopeFormatException.class)
                .hasMessage("expected UTF-8, which these " + bytes.length + " bytes are not");
    }

    static byte[][] notUtf8() {
        return new byte[][] {
            "{\"a\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1),
            // overlong NUL, half of a surrogate pair, a character cut off at the end
            {'{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '1', '}'},
            {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0xBD, '"', ':', '1', '}'},
            {'{', '}', (byte) 0xE2, (byte) 0x80}
        };
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyBytesAreReadOrRefused(long seed) {
        byte[] bytes = EnvelopeCodec.encode(
                        new Envelope(CHANNEL, "{\"ä\":[1,{\"b\":\"😀\"}]}", "t", "s", "m", new Position("e", 5)))
                .getBytes(StandardCharsets.UTF_8);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = random.nextInt(3); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }

        try {
            assertThat(EnvelopeCodec.decode(CHANNEL, bytes).data())
                    .as("seed %d", seed)
                    .startsWith("{");
        } catch (EnvelopeFormatException _) {
            // the documented way to say no
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    private static Envelope decode(String channel, String message) throws EnvelopeFormatException {
        return EnvelopeCodec.decode(channel, message.getBytes(StandardCharsets.UTF_8));
    }

    private static Envelope bare(String data) {
        return new Envelope(CHANNEL, data, null, null, null, null);
    }
}
