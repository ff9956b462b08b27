package io.mycostream.gateway.broker.redis;

/** A channel's history could not be used; the message names its key and says what Redis or the connection said. */
final class HistoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HistoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
