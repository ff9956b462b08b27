package io.mycostream.gateway.broker.redis;

import java.util.concurrent.atomic.LongAdder;

/** What {@link RedisLatest} counts; readable from any thread. */
public final class LatestCounters {

    private final LongAdder written = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /** Fields written or removed. */
    public long written() {
        return written.sum();
    }

    /** Commands and connections that failed; what they were for is tried again. */
    public long failed() {
        return failed.sum();
    }

    /** Fields that were not written, because too many waited for Redis. */
    public long dropped() {
        return dropped.sum();
    }

    void wrote(int fields) {
        written.add(fields);
    }

    void failure() {
        failed.increment();
    }

    void gaveWay(int fields) {
        dropped.add(fields);
    }
}
