package io.mycostream.ingest.telemetry;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What became of the events that were handed over. Safe for use by many threads. */
public final class BacklogCounts {

    private final LongAdder published = new LongAdder();
    private final LongAdder replayed = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder spooled = new LongAdder();
    private final Map<LossReason, LongAdder> lost = new EnumMap<>(LossReason.class);

    BacklogCounts() {
        for (LossReason reason : LossReason.values()) {
            lost.put(reason, new LongAdder());
        }
    }

    void countPublished(boolean late) {
        published.increment();
        if (late) {
            replayed.increment();
        }
    }

    void countRetried() {
        retried.increment();
    }

    void countRepeated() {
        repeated.increment();
    }

    void countSpooled() {
        spooled.increment();
    }

    void countLost(LossReason reason, int events) {
        Objects.requireNonNull(lost.get(reason)).add(events);
    }

    /** Returns how many events Redis has confirmed. */
    public long published() {
        return published.sum();
    }

    /** Returns how many of them came late, from where they waited. */
    public long replayed() {
        return replayed.sum();
    }

    /** Returns how many times an event was not confirmed and kept for another attempt. */
    public long retried() {
        return retried.sum();
    }

    /** Returns how many events came again under an id that was known. */
    public long repeated() {
        return repeated.sum();
    }

    /** Returns how many events were written to the spool. */
    public long spooled() {
        return spooled.sum();
    }

    /** Returns how many events were given up for that reason. */
    public long lost(LossReason reason) {
        return Objects.requireNonNull(lost.get(reason)).sum();
    }

    /** Returns how many events were given up, for whatever reason. */
    public long lost() {
        return lost.values().stream().mapToLong(LongAdder::sum).sum();
    }
}
