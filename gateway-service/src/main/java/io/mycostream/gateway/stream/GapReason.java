package io.mycostream.gateway.stream;

/** Why publications may be missing between the one a client got last and the one it gets next. */
public enum GapReason {
    /**
     * The way from the broker was interrupted, and of what was published meanwhile without a place in the history nobody
     * knows.
     */
    INTERRUPTED,
    /** The broker has lost the history, or has already forgotten a part of what this node missed. */
    HISTORY_LOST,
    /** This client read too slowly: what waited longest for it gave way. */
    SLOW_CONSUMER,
    /** The client's event loop could not keep up, or too much waits already for those who returned. */
    NODE_OVERLOADED
}
