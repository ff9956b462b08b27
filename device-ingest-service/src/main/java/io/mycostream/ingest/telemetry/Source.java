package io.mycostream.ingest.telemetry;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Whose events keep their order. Guarded by the lock of {@link Lines}.
 *
 * <p>Those under way are older than those that wait, and while any wait none is sent past them.
 */
final class Source {

    private final Deque<Handed> live = new ArrayDeque<>(4);
    private int waiting;

    Deque<Handed> live() {
        return live;
    }

    boolean isBehind() {
        return waiting > 0;
    }

    /** Counts events that wait in memory or on disk. */
    void waits(int events) {
        waiting += events;
    }

    /** None wait. */
    void waitsNoMore() {
        waiting = 0;
    }

    boolean isIdle() {
        return waiting <= 0 && live.isEmpty();
    }
}
