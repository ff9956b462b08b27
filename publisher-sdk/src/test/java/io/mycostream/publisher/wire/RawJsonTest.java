package io.mycostream.publisher.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawJsonTest {

    @Test
    void cutsMembersOutOfTheTextAsTheyAre() throws RawJsonException {
        String text = """
                 {  "integer" : 123456789012345678901234567890 ,
                    "number":-1.50E+03, "yes":true,"no" :false , "nothing": null,
                    "text": "a\\u0062\\n ü 😀 \\ud83d", "empty":"",
                    "list": [ 1, [2 ,3],  {"x": "]}"} ] ,
                    "object": {
                      "b": 1,
                      "a": {"}": "{"}
                    }, "nobody":{}, "none": []
                 }
                """;

        Map<String, String> members = RawJson.members(text);

        assertThat(members)
                .containsExactly(
                        Map.entry("integer", "123456789012345678901234567890"),
                        Map.entry("number", "-1.50E+03"),
                        Map.entry("yes", "true"),
                        Map.entry("no", "false"),
                        Map.entry("nothing", "null"),
                        Map.entry("text", "\"a\\u0062\\n ü 😀 \\ud83d\""),
                        Map.entry("empty", "\"\""),
                        Map.entry("list", "[ 1, [2 ,3],  {\"x\": \"]}\"} ]"),
                        Map.entry("object", "{\n      \"b\": 1,\n      \"a\": {\"}\": \"{\"}\n    }"),
                        Map.entry("nobody", "{}"),
                        Map.entry("none", "[]"));
    }

    @Test
    void readsTheEmptyObject() throws RawJsonException {
        assertThat(RawJson.members(" { } ")).isEmpty();
    }

    @Test
    void countsTheLastOfEqualNames() throws RawJsonException {
        assertThat(RawJson.members("{\"a\":1,\"b\":2,\"\\u0061\":3}")).isEqualTo(Map.of("a", "3", "b", "2"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``              | expected a JSON object, got nothing
            `  `            | expected a JSON object, got nothing
            [1]             | expected a JSON object, got an array
            "secret"        | expected a JSON object, got a string
            17              | expected a JSON object, got a number
            true            | expected a JSON object, got a boolean
            null            | expected a JSON object, got null
            {"a":1} {"b":2} | expected nothing after the JSON object, which ends at character 7
            {"a":1} 17      | expected nothing after the JSON object, which ends at character 7
            """)
    void saysWhatItGotInsteadOfOneObject(String text, String refusal) {
        assertThatThrownBy(() -> RawJson.members(text))
                .isInstanceOf(RawJsonException.class)
                .hasMessage(refusal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret",
                "{secret:1}",
                "{'secret':1}",
                "{\"a\":secret}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":-Infinity}",
                "{\"a\":{\"b\":[NaN]}}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":0x10}",
                "{\"a\":1,}",
                "{\"a\":[1,]}",
                "{\"a\" 1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":\"secret}",
                "{\"a\":\"sec\nret\"}",
                "{\"a\":{\"b\":\"sec\tret\"}}",
                "{\"a\":\"\\x\"}",
                "{\"a\":{\"b\":\"\\u12g4\"}}",
                "{\"a\":1",
                "{\"a\":[1}",
                "{\"a\":1}}",
                "{\"a\":1} secret",
                "{\"a\":1 /* secret */}",
                "{\"a\":1} // secret",
                "\uFEFF{\"a\":1}",
                "{\"a\":1}\u0000"
            })
    void refusesWhatIsNotJsonWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> RawJson.members(text))
                .isInstanceOf(RawJsonException.class)
                .hasMessageMatching("not JSON at character \\d+ of " + text.length())
                .hasNoCause();
    }

    @Test
    void readsDownToItsDepthAndNoDeeper() throws RawJsonException {
        assertThat(RawJson.members(nested(RawJson.MAX_DEPTH))).containsOnlyKeys("a");

        assertThatThrownBy(() -> RawJson.members(nested(RawJson.MAX_DEPTH + 1)))
                .isInstanceOf(RawJsonException.class)
                .hasMessage("nested deeper than 1000");
    }

    @Test
    void readsValuesAndNamesAsLongAsAMessageMayBe() throws RawJsonException {
        String digits = "1".repeat(1 << 20);
        String text = "x".repeat(1 << 20);

        assertThat(RawJson.members("{\"number\":" + digits + ",\"text\":\"" + text + "\",\"" + text + "\":1.5}"))
                .isEqualTo(Map.of("number", digits, "text", '"' + text + '"', text, "1.5"));
        assertThat(RawJson.string('"' + text + '"')).contains(text);
    }

    @Test
    void decodesStrings() {
        assertThat(RawJson.string("\"a\\u0062\\\"\\\\\\/\\n\u2028😀\\ud83d\\ude00\""))
                .contains("ab\"\\/\n\u2028😀😀");
        assertThat(RawJson.string("\"\"")).contains("");
    }

    @Test
    void findsNoStringInAnythingElse() {
        for (String raw : List.of("1", "null", "true", "{}", "[\"a\"]", "", "\"", "\"a", "\"a\"b", "\"a\" \"b\"")) {
            assertThat(RawJson.string(raw)).as(raw).isEmpty();
        }
        assertThat(RawJson.string(null)).isEmpty();
    }

    @Test
    void quotesWhatJsonDoesNotAllowInStrings() {
        assertThat(RawJson.quote("a\"b\\c\n\u0000\u001F\u007F\u2028ä😀"))
                .isEqualTo("\"a\\\"b\\\\c\\u000a\\u0000\\u001f\u007F\u2028ä😀\"");
    }

    @Test
    void escapesOnlyHalvesOfSurrogatePairs() {
        assertThat(RawJson.escapeHalfPairs("{\"a\":\"😀\"}")).isEqualTo("{\"a\":\"😀\"}");
        assertThat(RawJson.escapeHalfPairs("\"\uD83D😀\uDE00x\uD83D\"")).isEqualTo("\"\\ud83d😀\\ude00x\\ud83d\"");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void decodingUndoesQuotingAlsoOverUtf8(long seed) {
        String text = randomText(seed);

        String json = RawJson.quote(text);

        String received = new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertThat(RawJson.string(received)).as("seed %d", seed).contains(text);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void cutOutMembersMeanWhatTheWholeObjectMeans(long seed) throws Exception {
        ObjectMapper jackson = new ObjectMapper();
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            object.put(randomText(random.nextLong()), randomValue(random, 3));
        }
        String text = random.nextBoolean()
                ? jackson.writeValueAsString(object)
                : jackson.writerWithDefaultPrettyPrinter().writeValueAsString(object);

        Map<String, String> members = RawJson.members(text);

        assertThat(members.keySet()).as("seed %d", seed).containsExactlyElementsOf(object.keySet());
        for (Map.Entry<String, String> member : members.entrySet()) {
            assertThat(jackson.readTree(member.getValue()))
                    .as("seed %d", seed)
                    .isEqualTo(jackson.readTree(text).get(member.getKey()));
            assertThat(text).contains(member.getValue());
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    private static String nested(int depth) {
        return "{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);
    }

    private static String randomText(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            text.append(
                    switch (random.nextInt(4)) {
                        case 0 -> (char) random.nextInt(0x80);
                        case 1 -> (char) random.nextInt(0x10000);
                        case 2 -> "\"\\/{}[],:".charAt(random.nextInt(9));
                        default -> (char) random.nextInt(0xD7F0, 0xE010);
                    });
        }
        return text.toString();
    }

    private static Object randomValue(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextDouble();
            case 2 -> random.nextBoolean();
            case 3 -> randomText(random.nextLong());
            case 4 -> List.of(randomValue(random, depth - 1), randomValue(random, depth - 1));
            default -> Map.of(randomText(random.nextLong()), randomValue(random, depth - 1));
        };
    }
}
