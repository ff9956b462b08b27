package io.mycostream.publisher.wire;

/** A text is not one JSON object. The message says where and what, and never repeats the text. */
public final class RawJsonException extends Exception {

    RawJsonException(String message) {
        super(message);
    }
}
