package io.mycostream.ingest.telemetry;

import io.mycostream.publisher.Event;

/**
 * Where events go that have to reach Redis.
 *
 * <p>May be called by many threads. A call never waits for Redis.
 */
@FunctionalInterface
public interface EventSink {

    /**
     * Takes an event over.
     *
     * @param event what is to be published; its message id stays the same over all attempts
     * @param held runs once when whoever sent the event may forget it: it is safe, or it can never be published. Not when the
     *     event gave way to others. On any thread, and it must not wait
     */
    void hand(Event event, Runnable held);

    /** Takes an event over of which nobody waits to hear. */
    default void hand(Event event) {
        hand(event, () -> {});
    }
}
