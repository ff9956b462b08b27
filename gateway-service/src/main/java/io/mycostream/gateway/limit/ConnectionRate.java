package io.mycostream.gateway.limit;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many new connections this node looks at: so many a second in the long run, and as many at once after a quiet second.
 *
 * <p>Safe for use by many threads.
 */
public final class ConnectionRate {

    private static final double SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int perSecond;
    private final LongSupplier nanoClock;
    private double left;
    private long last;

    /**
     * Creates a rate of which nothing is used up yet.
     *
     * @param perSecond 1 or more
     * @param nanoClock like {@link System#nanoTime()}
     */
    public ConnectionRate(int perSecond, LongSupplier nanoClock) {
        if (perSecond < 1) {
            throw new IllegalArgumentException("at least one connection a second: " + perSecond);
        }
        this.perSecond = perSecond;
        this.nanoClock = nanoClock;
        this.left = perSecond;
        this.last = nanoClock.getAsLong();
    }

    /** One for something else that may come as often, of which nothing is used up yet. */
    public ConnectionRate another() {
        return new ConnectionRate(perSecond, nanoClock);
    }

    /** Whether one more may be looked at now; if so, it is counted. */
    public synchronized boolean admits() {
        long now = nanoClock.getAsLong();
        left = Math.min(perSecond, left + (now - last) * (perSecond / SECOND_NANOS));
        last = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
