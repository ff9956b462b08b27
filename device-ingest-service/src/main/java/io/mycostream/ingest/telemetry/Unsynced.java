package io.mycostream.ingest.telemetry;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The events that are written to disk and not synced, so that they may have to be written again. One thread's. */
final class Unsynced {

    /** So many are synced at once: who sent them waits. */
    private static final int BATCH = 500;

    private final Duration interval;
    private final Map<Long, Handed> events = new LinkedHashMap<>();
    private long oldest;

    /**
     * @param interval how long one may stay unsynced
     */
    Unsynced(Duration interval) {
        this.interval = interval;
    }

    void written(long number, Handed handed) {
        if (events.isEmpty()) {
            oldest = System.nanoTime();
        }
        events.put(number, handed);
    }

    /** One gave way to others before it was safe. */
    void gaveWay(long number) {
        events.remove(number);
    }

    /** Takes out all of them, in their order. */
    List<Handed> take() {
        List<Handed> all = List.copyOf(events.values());
        events.clear();
        return all;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** Returns how long they may stay unsynced yet; nothing left means that a sync is due. */
    Duration untilSync(long now) {
        if (events.isEmpty()) {
            return Duration.ofHours(1);
        }
        return events.size() >= BATCH
                ? Duration.ZERO
                : Duration.ofNanos(Math.max(0, oldest + interval.toNanos() - now));
    }
}
