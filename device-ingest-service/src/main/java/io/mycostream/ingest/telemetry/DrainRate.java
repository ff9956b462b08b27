package io.mycostream.ingest.telemetry;

import java.time.Duration;

/**
 * How fast the spool may become shorter: so many events a second, and as many on top as come into it meanwhile. Without
 * those it would never be empty when boards speak faster than that. One thread's.
 */
final class DrainRate {

    /** What may leave at once after a pause, as a part of a second. */
    private static final int BURSTS_PER_SECOND = 10;

    private final double perNano;
    private final double burst;
    private double allowed;
    private long asOf;

    /**
     * @param perSecond events, 1 or more
     */
    DrainRate(int perSecond, long now) {
        this.perNano = perSecond / (double) Duration.ofSeconds(1).toNanos();
        this.burst = Math.max(1, perSecond / BURSTS_PER_SECOND);
        this.allowed = burst;
        this.asOf = now;
    }

    /** Events came in while others may leave. */
    void grew(int events) {
        allowed += events;
    }

    /** Returns how many may leave now, at most as many as asked for. */
    int allowed(int most, long now) {
        double earned = (now - asOf) * perNano;
        asOf = now;
        if (allowed < burst) {
            allowed = Math.min(burst, allowed + earned);
        }
        return (int) Math.min(most, allowed);
    }

    void left(int events) {
        allowed = Math.max(0, allowed - events);
    }

    /** Returns how long until one more may leave. */
    Duration pause() {
        return allowed >= 1 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil((1 - allowed) / perNano));
    }
}
