package io.mycostream.publisher.wire;

/** A message on a Redis channel is neither an envelope nor a bare event. The text never repeats the message. */
public final class EnvelopeFormatException extends Exception {

    EnvelopeFormatException(String message) {
        super(message);
    }

    EnvelopeFormatException(RawJsonException notAnObject) {
        super(notAnObject.getMessage(), notAnObject);
    }
}
