package io.mycostream.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DataTextTest {

    record Reading(
            double temperature,
            @JsonProperty("relative_humidity") int humidity,
            List<String> flags) {}

    record Raw(@JsonRawValue String json) {}

    static final class Numbers {

        public final double[] list;

        Numbers(double... list) {
            this.list = list;
        }
    }

    @Test
    void writesMapsRecordsTreesAndRawText() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("big", new BigInteger("123456789012345678901234567890"));
        map.put("exact", new BigDecimal("1.50"));
        map.put("float", 22.1f);
        map.put("nothing", null);
        map.put("text", "ä\u2028😀\n\"");
        ObjectNode tree = JsonNodeFactory.instance.objectNode().put("a", 1);

        assertThat(DataText.of("data", map))
                .isEqualTo("{\"big\":123456789012345678901234567890,\"exact\":1.50,\"float\":22.1,\"nothing\":null,"
                        + "\"text\":\"ä\u2028😀\\n\\\"\"}");
        assertThat(DataText.of("data", new Reading(22.5, 65, List.of("dry"))))
                .isEqualTo("{\"temperature\":22.5,\"relative_humidity\":65,\"flags\":[\"dry\"]}");
        assertThat(DataText.of("data", tree)).isEqualTo("{\"a\":1}");
        assertThat(DataText.of("data", new RawValue("{ \"a\" : 1.0 }"))).isEqualTo("{ \"a\" : 1.0 }");
        assertThat(DataText.of("data", new Numbers(1, 2.5))).isEqualTo("{\"list\":[1.0,2.5]}");
    }

    @Test
    void escapesHalvesOfSurrogatePairs() {
        assertThat(DataText.of("data", Map.of("text", "a\uD83D"))).isEqualTo("{\"text\":\"a\\ud83d\"}");
        assertThat(DataText.of("data", JsonNodeFactory.instance.objectNode().put("text", "a\uD83D")))
                .isEqualTo("{\"text\":\"a\\ud83d\"}");
    }

    @Test
    void writesATreeAsAMapOfTheSame() throws Exception {
        String json =
                "{\"o\":{\"a\":[1,-2.50,1E+3,123456789012345678901234567890,true,null,\"ä\\\"\\n\"]},\"e\":{},\"l\":[[]]}";
        JsonMapper exact = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();

        assertThat(DataText.of("data", exact.readValue(json, ObjectNode.class)))
                .isEqualTo(json)
                .isEqualTo(DataText.of("data", new RawValue(json)));
    }

    @Test
    void looksIntoTreesThatHoldWhatIsNoJson() {
        ObjectNode raw = JsonNodeFactory.instance.objectNode();
        raw.putArray("a").addRawValue(new RawValue("sesame"));
        ObjectNode bytes = JsonNodeFactory.instance.objectNode().put("bytes", new byte[] {1, 2});

        assertThatThrownBy(() -> DataText.of("data", raw))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not JSON at character");
        assertThat(DataText.of("data", bytes)).isEqualTo("{\"bytes\":\"AQI=\"}");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void saysWhatItRefuses(Object value, String refusal) {
        assertThatThrownBy(() -> DataText.of("telemetry", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "telemetry of type " + value.getClass().getName() + " must become a JSON object: ")
                .hasMessageContaining(refusal)
                .hasMessageNotContaining("sesame");
    }

    static List<Arguments> refused() {
        Map<String, Object> cycle = new HashMap<>();
        cycle.put("self", new ArrayList<>(List.of(cycle)));
        ObjectNode treeCycle = JsonNodeFactory.instance.objectNode();
        treeCycle.set("self", treeCycle);
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.putArray("a").add(1).add(Double.NEGATIVE_INFINITY);
        return List.of(
                Arguments.of(List.of("sesame"), "expected a JSON object, got an array"),
                Arguments.of("{\"sesame\":1}", "expected a JSON object, got a string"),
                Arguments.of(17, "expected a JSON object, got a number"),
                Arguments.of(Map.of("a", Map.of("b/c", Double.NaN)), "NaN at /a/b~1c is no number in JSON"),
                Arguments.of(Map.of("a", List.of(1, Float.POSITIVE_INFINITY)), "Infinity at /a/1 is no number in JSON"),
                Arguments.of(tree, "-Infinity at /a/1 is no number in JSON"),
                Arguments.of(new Numbers(1, Double.NaN), "NaN at /list/1 is no number in JSON"),
                Arguments.of(cycle, "nested deeper than 500, or contains itself"),
                Arguments.of(treeCycle, "nested deeper than 500, or contains itself"),
                Arguments.of(new Object(), "No serializer found for class java.lang.Object"),
                Arguments.of(new Raw("sesame"), "not JSON at character 8 of 15"),
                Arguments.of(new RawValue("{\"a\":1},\"b\":{\"sesame\":2}"), "not JSON at character"));
    }

    @Test
    void refusesNull() {
        assertThatThrownBy(() -> DataText.of("telemetry", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("telemetry must not be null");
    }
}
