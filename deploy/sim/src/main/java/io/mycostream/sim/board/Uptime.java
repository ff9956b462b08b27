package io.mycostream.sim.board;

import java.util.concurrent.TimeUnit;

/** Time since boot in the firmwares' units. */
final class Uptime {

    static final long SECOND = 1_000_000_000L;
    static final long MILLI = 1_000_000L;
    static final long NEVER = Long.MAX_VALUE;

    private Uptime() {}

    static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos);
    }

    static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
