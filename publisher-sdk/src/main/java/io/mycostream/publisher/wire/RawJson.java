package io.mycostream.publisher.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON taken apart without reading what it means: members come out as the piece of text they were.
 *
 * <p>Strictly JSON as in RFC 8259: no comments, no {@code NaN}, nothing after the object. What is read is checked to the
 * last bracket, also inside members nobody asks for.
 */
public final class RawJson {

    /** Deepest nesting of objects and arrays that is read, the object itself included. */
    public static final int MAX_DEPTH = 1000;

    /**
     * Lengths are not limited here: a text was in memory before it came here, and whoever received it has bounded it.
     * Names are not kept for the next text, or strangers' names would fill the memory.
     */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private RawJson() {}

    /**
     * Returns the members of one JSON object, each as the text of its value without the white space around it.
     *
     * <p>They stand in the order of the text. Of members with equal names the last one counts.
     *
     * @throws RawJsonException if the text is not exactly one JSON object, or is nested deeper than {@value #MAX_DEPTH}
     */
    public static Map<String, String> members(String jsonObject) throws RawJsonException {
        Map<String, String> members = new LinkedHashMap<>();
        readObject(jsonObject, parser -> {
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                members.put(name, value(parser, jsonObject));
            }
        });
        return members;
    }

    /**
     * Checks that a text is one JSON object, without taking it apart.
     *
     * @throws RawJsonException as {@link #members} throws it
     */
    public static void checkObject(String json) throws RawJsonException {
        readObject(json, JsonParser::skipChildren);
    }

    /** What is read of an object after its opening brace, up to the closing one. */
    private interface Reading {

        void read(JsonParser parser) throws IOException;
    }

    private static void readObject(String json, Reading reading) throws RawJsonException {
        try (JsonParser parser = parser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new RawJsonException("expected a JSON object, got " + kind(parser.currentToken()));
            }
            reading.read(parser);
            long end = parser.currentLocation().getCharOffset();
            if (parser.nextToken() != null) {
                throw new RawJsonException("expected nothing after the JSON object, which ends at character " + end);
            }
        } catch (StreamConstraintsException tooDeep) {
            throw new RawJsonException("nested deeper than " + MAX_DEPTH);
        } catch (JsonProcessingException broken) {
            // without the cause: the parser's message repeats what it could not read
            throw new RawJsonException(
                    "not JSON at character " + broken.getLocation().getCharOffset() + " of " + json.length());
        } catch (IOException unexpected) {
            throw new UncheckedIOException("reading from memory failed", unexpected);
        }
    }

    /** Decodes the text of a JSON string; empty when there is none or it is no string. */
    public static Optional<String> string(@Nullable String rawMember) {
        if (rawMember == null || !rawMember.startsWith("\"")) {
            return Optional.empty();
        }
        try (JsonParser parser = parser(rawMember)) {
            parser.nextToken();
            String decoded = parser.getText();
            return parser.nextToken() == null ? Optional.of(decoded) : Optional.empty();
        } catch (JsonProcessingException broken) {
            return Optional.empty();
        } catch (IOException unexpected) {
            throw new UncheckedIOException("reading from memory failed", unexpected);
        }
    }

    /** Writes a JSON string. The result has a form in UTF-8 also when the text holds half of a surrogate pair. */
    public static String quote(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                appendEscaped(json, c);
            } else {
                json.append(c);
            }
        }
        return escapeHalfPairs(json.append('"').toString());
    }

    /**
     * Returns equal JSON that has a form in UTF-8: halves of surrogate pairs, which can stand only inside strings, become
     * {@code \}{@code uXXXX}.
     */
    public static String escapeHalfPairs(String json) {
        int first = nextHalfPair(json, 0);
        if (first < 0) {
            return json;
        }
        StringBuilder escaped = new StringBuilder(json.length() + 16);
        int copied = 0;
        for (int half = first; half >= 0; half = nextHalfPair(json, copied)) {
            escaped.append(json, copied, half);
            appendEscaped(escaped, json.charAt(half));
            copied = half + 1;
        }
        return escaped.append(json, copied, json.length()).toString();
    }

    private static JsonParser parser(String text) throws IOException {
        // from one array, so that the parser's places are places in the text
        return JSON.createParser(text.toCharArray());
    }

    private static String value(JsonParser parser, String text) throws IOException {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        int end = (int) parser.currentLocation().getCharOffset();
        return text.substring(start, end);
    }

    private static String kind(@Nullable JsonToken token) {
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            default -> "null";
        };
    }

    private static int nextHalfPair(String text, int from) {
        for (int next = from; next < text.length(); next++) {
            if (Character.isSurrogate(text.charAt(next))) {
                if (next + 1 == text.length() || !Character.isSurrogatePair(text.charAt(next), text.charAt(next + 1))) {
                    return next;
                }
                next++;
            }
        }
        return -1;
    }

    private static void appendEscaped(StringBuilder json, char c) {
        json.append("\\u").append("%04x".formatted((int) c));
    }
}
