package io.mycostream.gateway.stream;

/** What the broker was asked to do is not done. The message is for operators and not for clients. */
public final class BrokerException extends Exception {

    public BrokerException(String message, Throwable cause) {
        super(message, cause);
    }
}
