package io.mycostream.publisher;

import com.fasterxml.jackson.databind.util.RawValue;

/** The text of one JSON object, as {@link DataText} has made and checked it: nobody has to look at it again. */
final class CheckedText extends RawValue {

    private final String json;

    private CheckedText(String json) {
        super(json);
        this.json = json;
    }

    /**
     * Writes a value, unless that has been done.
     *
     * @throws IllegalArgumentException as {@link DataText#of} throws it
     */
    static CheckedText of(Object data) {
        return data instanceof CheckedText checked ? checked : new CheckedText(DataText.of("data", data));
    }

    String json() {
        return json;
    }
}
