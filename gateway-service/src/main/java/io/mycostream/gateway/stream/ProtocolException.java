package io.mycostream.gateway.stream;

/** A client's frame that its dialect does not know. The message names the fault and is safe to show to the client. */
public final class ProtocolException extends Exception {

    public ProtocolException(String message) {
        super(message);
    }
}
