package io.mycostream.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.gateway.stream.Frame;
import io.mycostream.gateway.stream.Message;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** COM-29 and MYC-5: events as EventSource reads them; RFC 9112 section 7.1: chunks. */
class SseFormTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void writesIdNameAndData() {
        assertThat(bare(new Message("{\"a\":1}", "telemetry", "id-1")))
                .isEqualTo("id: id-1\nevent: telemetry\ndata: {\"a\":1}\n\n");
    }

    @Test
    void leavesOutWhatIsNotThere() {
        assertThat(bare(new Message("{}", null, null))).isEqualTo("data: {}\n\n");
        assertThat(bare(new Message("{}", "heartbeat", null))).isEqualTo("event: heartbeat\ndata: {}\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"text\":\"große 🍄 \\u0000\"}", "{\"text\":\"\u2028\"}"})
    void chunkIsTheEventWithItsLengthInBytes(String json) {
        Message message = new Message(json, "telemetry", "id-1");
        byte[] event = bare(message).getBytes(StandardCharsets.UTF_8);

        String chunk = text(SseForm.CHUNK.encode(message));

        assertThat(chunk)
                .isEqualTo(Integer.toHexString(event.length) + "\r\n" + new String(event, StandardCharsets.UTF_8)
                        + "\r\n");
    }

    @Test
    void commentSaysNothing() {
        Instant now = Instant.parse("2026-02-12T10:30:00Z");

        assertThat(text(SseForm.BARE.comment(now))).isEqualTo(": keep-alive 2026-02-12T10:30:00Z\n\n");
        assertThat(text(SseForm.CHUNK.comment(now))).isEqualTo("23\r\n: keep-alive 2026-02-12T10:30:00Z\n\n\r\n");
    }

    /** COM-8: a publisher writes an id and no further lines. */
    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\r\nb", "a\0b", "\nab", "ab\n", "a\n\nb\0\r"})
    void idNeverEndsItsLine(String id) {
        assertThat(bare(new Message("{}", null, id))).isEqualTo("id: ab\ndata: {}\n\n");
    }

    /** COM-5: other separators of lines are none for EventSource. */
    @Test
    void keepsWhatIsNoLineBreakHere() {
        String id = "a\u2028b\u0085c\u000Bd";

        assertThat(bare(new Message("{}", null, id))).isEqualTo("id: " + id + "\ndata: {}\n\n");
    }

    /** COM-5: pretty-printed input is fine, and has an equal value on one line. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\n  \"a\": [\n    1,\n    2\n  ]\n}",
                "{\r\n\t\"a\": \"x\\ny\",\r\n\t\"b\": null\r\n}",
                "{\r\"big\":\r123456789012345678901234567890\r}",
                "\n\n{\"a\":1}\n\n",
            })
    void prettyPrintedJsonIsOneLineOfEqualValue(String json) throws Exception {
        List<String> lines = bare(new Message(json, null, null)).lines().toList();

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).startsWith("data: ");
        assertThat(lines.getLast()).isEmpty();
        assertThat(JSON.readTree(lines.getFirst().substring(6))).isEqualTo(JSON.readTree(json));
    }

    static LongStream seeds() {
        return LongStream.range(0, 30);
    }

    /** Whatever the id and the white space of the JSON: one event of known lines. */
    @ParameterizedTest
    @MethodSource("seeds")
    void isAlwaysOneEvent(long seed) {
        Random random = new Random(seed);
        String blanks = " \n\r\t";
        StringBuilder json = new StringBuilder();
        for (char token : "{:1,:2}".toCharArray()) {
            json.append(token == ':' ? "\"k" + json.length() + "\":" : Character.toString(token));
            json.append(blanks.charAt(random.nextInt(4)));
        }
        @Nullable
        String id = random.nextInt(4) == 0
                ? null
                : random.ints(8, 0, 0x80)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();

        String event = bare(new Message(json.toString(), "said", id));

        assertThat(event)
                .as("seed %d", seed)
                .doesNotContain("\r")
                .doesNotContain("\0")
                .endsWith("\n\n");
        assertThat(event.split("\n", -1)).as("seed %d", seed).hasSize(id == null ? 4 : 5);
    }

    private static String bare(Message message) {
        return text(SseForm.BARE.encode(message));
    }

    private static String text(Frame frame) {
        byte[] bytes = ByteBufUtil.getBytes(((NettyFrame) frame).view());
        assertThat(frame.length()).isEqualTo(bytes.length);
        frame.release();
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
