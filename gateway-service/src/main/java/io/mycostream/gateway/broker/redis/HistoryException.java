package io.mycostream.gateway.broker.redis;

/** A channel's history could not be used; the message names its key and says what Redis or the connection said. */
final class HistoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HistoryException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether the server has not read all of its data yet, and will have the history when it has. */
    boolean isStillLoading() {
        Throwable cause = getCause();
        return cause != null && String.valueOf(cause.getMessage()).startsWith("LOADING ");
    }
}
