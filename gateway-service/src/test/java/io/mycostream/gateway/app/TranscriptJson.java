package io.mycostream.gateway.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayDeque;
import java.util.Deque;

/** JSON as transcripts write it, in which {@code ...} stands for further members or elements. */
final class TranscriptJson {

    /** What {@code ...} becomes: the name of a member, or an element. */
    static final String MORE = "...";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // two members of one name are a fault that comparing values would hide
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private TranscriptJson() {}

    /** Reads what the gateway said. */
    static JsonNode read(String text) {
        try {
            JsonNode value = MAPPER.readTree(text);
            if (value.isMissingNode()) {
                throw new IllegalArgumentException("no JSON, but nothing at all");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON, " + e.getOriginalMessage() + ": " + text, e);
        }
    }

    /** Reads what a transcript says. */
    static JsonNode expected(String text) {
        return read(spelledOut(text));
    }

    private static String spelledOut(String text) {
        StringBuilder json = new StringBuilder();
        Deque<Boolean> inObject = new ArrayDeque<>();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (quoted) {
                json.append(next);
                if (next == '\\' && i + 1 < text.length()) {
                    json.append(text.charAt(++i));
                } else if (next == '"') {
                    quoted = false;
                }
            } else if (text.startsWith(MORE, i)) {
                json.append('"').append(MORE).append(Boolean.TRUE.equals(inObject.peek()) ? "\":0" : "\"");
                i += MORE.length() - 1;
            } else {
                switch (next) {
                    case '"' -> quoted = true;
                    case '{', '[' -> inObject.push(next == '{');
                    case '}', ']' -> inObject.poll();
                    default -> {
                        // of no interest here
                    }
                }
                json.append(next);
            }
        }
        return json.toString();
    }
}
