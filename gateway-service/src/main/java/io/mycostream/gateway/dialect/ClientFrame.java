package io.mycostream.gateway.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mycostream.gateway.stream.ProtocolException;

/** A client's frame, read as one JSON object. */
public final class ClientFrame {

    /** Deepest nesting a client may send, the object itself included. */
    static final int MAX_DEPTH = 100;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ClientFrame() {}

    /**
     * Reads a frame.
     *
     * @throws ProtocolException if it is not exactly one JSON object, or nested deeper than {@value #MAX_DEPTH}
     */
    public static JsonNode read(String frame) throws ProtocolException {
        try {
            JsonNode message = JSON.readTree(frame);
            if (message.isObject()) {
                return message;
            }
        } catch (JsonProcessingException _) {
            // refused below, in the same words: the parser's own would repeat what it could not read
        }
        throw new ProtocolException("a message must be one JSON object, nested at most " + MAX_DEPTH + " deep");
    }

    /**
     * The member {@code type}, which says what the client wants.
     *
     * @throws ProtocolException if there is none, or it is no string
     */
    public static String type(JsonNode message) throws ProtocolException {
        JsonNode type = message.path("type");
        if (!type.isTextual()) {
            throw new ProtocolException("a message needs a \"type\", which must be a string");
        }
        return type.textValue();
    }
}
