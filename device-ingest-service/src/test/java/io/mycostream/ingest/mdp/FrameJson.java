package io.mycostream.ingest.mdp;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;

/** Writes a frame the way the worked examples print it, and compares such descriptions. */
final class FrameJson {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private FrameJson() {}

    static ObjectNode describe(MdpFrame frame) {
        Payload payload = Payload.of(frame);
        ObjectNode json = JSON.createObjectNode();
        json.put("variant", frame.variant().label());
        json.put("type", frame.type().name());
        json.put("seq", frame.seq());
        if (frame.variant() == MdpVariant.LE16) {
            json.put("ack", frame.ack());
        }
        ArrayNode flags = json.putArray("flags");
        frame.flags().forEach(flag -> flags.add(flag.name()));
        if (frame.variant() == MdpVariant.LE16) {
            json.put("src", MdpEndpoint.of(frame.source()).orElseThrow().name());
            json.put("dst", MdpEndpoint.of(frame.destination()).orElseThrow().name());
        } else {
            json.put("timestamp", frame.timestamp());
        }
        json.put("kind", payload.kind().label());
        json.set("payload", payload.body());
        return json;
    }

    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether two trees say the same; 0.5 and 0.5000 do. */
    static boolean same(JsonNode one, JsonNode other) {
        Comparator<JsonNode> byValue = (a, b) -> {
            if (a.isNumber() && b.isNumber()) {
                return a.decimalValue().compareTo(b.decimalValue());
            }
            return a.equals(b) ? 0 : 1;
        };
        return one.equals(byValue, other);
    }
}
