package io.mycostream.gateway.dialect;

import io.mycostream.publisher.wire.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object put together from members that are text already. What was published goes in as it is: nothing is read
 * in order to write it again.
 */
public final class JsonText {

    private final StringBuilder text = new StringBuilder(256);

    /** Adds a string, or null. */
    public JsonText string(String name, @Nullable String value) {
        return raw(name, value == null ? "null" : RawJson.quote(value));
    }

    /** Adds a value that is JSON already. */
    public JsonText raw(String name, String json) {
        text.append(text.isEmpty() ? '{' : ',')
                .append(RawJson.quote(name))
                .append(':')
                .append(json);
        return this;
    }

    /** The whole object. */
    public String end() {
        return text.isEmpty() ? "{}" : text.append('}').toString();
    }
}
