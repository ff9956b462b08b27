package io.mycostream.ingest.mdp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Reads JSON objects as devices write them: numbers keep every digit, not-a-number and the infinities become null, and
 * nothing is nested without end.
 */
public final class JsonObjects {

    /** Boards nest four deep. More than this is no object of theirs, and recursion over a tree has to end somewhere. */
    private static final int MAX_DEPTH = 64;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build());
    }

    /** Made once: the mapper would look up for every body how one is read. */
    private static final ObjectReader OBJECT = JSON.readerFor(ObjectNode.class);

    private JsonObjects() {}

    /** The object that a text is, blanks around it aside; empty when it is anything else. */
    public static Optional<ObjectNode> read(String text) {
        try (JsonParser parser = parser(text)) {
            ObjectNode object = next(parser);
            return parser.nextToken() == null ? Optional.of(object) : Optional.empty();
        } catch (IOException notJson) {
            return Optional.empty();
        } catch (NumberFormatException noExponent) {
            // Jackson lets this one through, for an exponent that no BigDecimal has
            return Optional.empty();
        }
    }

    static JsonParser parser(String text) throws IOException {
        return JSON.createParser(text);
    }

    /** The object that comes next; what follows it stays in the parser. */
    static ObjectNode next(JsonParser parser) throws IOException {
        parser.nextToken();
        ObjectNode object = OBJECT.readValue(parser);
        replaceNonNumbers(object);
        return object;
    }

    private static void replaceNonNumbers(ObjectNode object) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (isNonNumber(member.getValue())) {
                member.setValue(NullNode.instance);
            } else {
                replaceWithin(member.getValue());
            }
        }
    }

    private static void replaceWithin(JsonNode node) {
        if (node instanceof ObjectNode object) {
            replaceNonNumbers(object);
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (isNonNumber(array.get(i))) {
                    array.setNull(i);
                } else {
                    replaceWithin(array.get(i));
                }
            }
        }
    }

    /** Numbers are read exactly, so that only not-a-number and the infinities arrive as doubles. */
    private static boolean isNonNumber(JsonNode node) {
        return node.isDouble();
    }
}
