package io.mycostream.gateway.stream;

/** What gives way when a client reads so slowly that its outbox is full. */
public enum Overflow {
    /** The oldest waiting publications. */
    DROP_OLDEST,
    /** The waiting publication with the same key, so that the latest of each key remains; without one, the oldest. */
    LATEST_PER_KEY,
    /** The connection: the client is asked to come back. */
    DISCONNECT
}
