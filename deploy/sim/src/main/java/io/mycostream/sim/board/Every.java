package io.mycostream.sim.board;

/** Something that is due again and again. A board that was held up catches up with ten times at most. */
final class Every {

    private long interval;
    private long next;

    /** @param first when it is due for the first time */
    Every(long interval, long first) {
        this.interval = interval;
        this.next = first;
    }

    long next() {
        return next;
    }

    void interval(long nanos) {
        next += nanos - interval;
        interval = nanos;
    }

    /** Whether it is due now; if so, the next time is one interval later. */
    boolean isDue(long now) {
        if (now < next) {
            return false;
        }
        next = Math.max(next + interval, now - 10 * interval);
        return true;
    }
}
