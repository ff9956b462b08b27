package io.mycostream.publisher;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.mycostream.publisher.wire.RawJson;
import io.mycostream.publisher.wire.RawJsonException;
import java.io.IOException;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** Turns what applications publish into the text of one JSON object, or refuses it. */
final class DataText {

    /** Deepest nesting that is written; half of what is read, so that what we send is no trouble to any reader. */
    static final int MAX_DEPTH = RawJson.MAX_DEPTH / 2;

    private static final JsonMapper JSON = new JsonMapper(JsonFactory.builder()
            .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build());

    private DataText() {}

    /**
     * Writes a value as JSON.
     *
     * @param argument what the caller knows the value as, for the refusal
     * @throws IllegalArgumentException if it is null, cannot be written as JSON, becomes anything but an object, holds
     *     NaN or an infinity, or is nested deeper than {@value #MAX_DEPTH}, as one that contains itself is
     */
    static String of(String argument, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException(argument + " must not be null");
        }
        if (value instanceof ObjectNode tree && PlainTree.is(tree)) {
            return RawJson.escapeHalfPairs(tree.toString());
        }
        // raw text would come out of the generator as it went in
        String text =
                value instanceof RawValue raw && raw.rawValue() instanceof String json ? json : write(argument, value);
        try {
            // read once more: annotations and serializers of the application may have written anything
            RawJson.checkObject(text);
        } catch (RawJsonException noObject) {
            throw refusal(argument, value, noObject.getMessage(), noObject);
        }
        return RawJson.escapeHalfPairs(text);
    }

    private static String write(String argument, Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new FiniteNumbers(JSON.createGenerator(text))) {
            JSON.writeValue(generator, value);
        } catch (JsonProcessingException unwritable) {
            // without the exception around it, which spells out the whole way down
            Throwable root = unwritable.getCause() == null ? unwritable : unwritable.getCause();
            if (root instanceof StreamConstraintsException tooDeep) {
                throw refusal(argument, value, "nested deeper than " + MAX_DEPTH + ", or contains itself", tooDeep);
            }
            throw refusal(argument, value, unwritable.getOriginalMessage(), unwritable);
        } catch (IOException unwritable) {
            throw refusal(argument, value, unwritable.getMessage(), unwritable);
        }
        return text.toString();
    }

    private static IllegalArgumentException refusal(
            String argument, Object value, @Nullable String reason, Exception cause) {
        return new IllegalArgumentException(
                argument + " of type " + value.getClass().getName() + " must become a JSON object: " + reason, cause);
    }
}
