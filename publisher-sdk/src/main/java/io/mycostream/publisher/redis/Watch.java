package io.mycostream.publisher.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a round trip off that takes too long.
 *
 * <p>It looks about once per limit and not once per round trip: with thousands of these in a second, starting and stopping a timer
 * for each would cost more than the round trips. One thread begins and ends them.
 */
final class Watch {

    private record RoundTrip(long deadlineNanos) {}

    private final Duration limit;
    private final Runnable cut;
    private final AtomicReference<@Nullable RoundTrip> current = new AtomicReference<>();
    private final AtomicBoolean looking = new AtomicBoolean();

    /**
     * @param limit how long a round trip may take
     * @param cut ends it, from another thread
     */
    Watch(Duration limit, Runnable cut) {
        this.limit = limit;
        this.cut = cut;
    }

    /** A round trip begins; it is cut off if it has not ended when its time is over. */
    void begin() {
        current.set(new RoundTrip(System.nanoTime() + limit.toNanos()));
        lookAfter(limit.toNanos());
    }

    /** It has ended. Returns whether it was in time; otherwise it was, or is being, cut off. */
    boolean end() {
        return current.getAndSet(null) != null;
    }

    private void lookAfter(long nanos) {
        if (looking.compareAndSet(false, true)) {
            Executor later = CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS);
            later.execute(this::look);
        }
    }

    private void look() {
        // first: a round trip that begins from here on finds nobody looking, and looks itself
        looking.set(false);
        RoundTrip seen = current.get();
        if (seen == null) {
            return;
        }
        long left = seen.deadlineNanos() - System.nanoTime();
        if (left > 0) {
            lookAfter(left);
        } else if (current.compareAndSet(seen, null)) {
            cut.run();
        }
    }
}
