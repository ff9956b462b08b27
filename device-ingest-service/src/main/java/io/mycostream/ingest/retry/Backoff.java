package io.mycostream.ingest.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts: each twice as long as the one before, up to a limit, and each jittered so that many who lost
 * the same thing do not come back for it in the same moment.
 *
 * <p>Belongs to one thread.
 */
public final class Backoff {

    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;
    private Duration upcoming;

    /**
     * Creates a back-off whose next pause is the first one.
     *
     * @param first upper bound of the first pause, more than zero
     * @param longest upper bound of every pause, not less than {@code first}
     */
    public Backoff(Duration first, Duration longest) {
        this(first, longest, RandomGenerator.of("L64X128MixRandom"));
    }

    Backoff(Duration first, Duration longest, RandomGenerator random) {
        if (!first.isPositive() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "pauses must be positive and not shrink: first " + first + ", longest " + longest);
        }
        this.first = first;
        this.longest = longest;
        this.random = random;
        this.upcoming = first;
    }

    /** Returns how long to wait now: between half of this step's length and all of it. */
    public Duration next() {
        long most = upcoming.toNanos();
        Duration doubled = upcoming.multipliedBy(2);
        upcoming = doubled.compareTo(longest) < 0 ? doubled : longest;
        return Duration.ofNanos(most - random.nextLong(most / 2 + 1));
    }

    /** Starts again with the first pause; call it after an attempt that went well. */
    public void reset() {
        upcoming = first;
    }
}
