package io.mycostream.torture.publish;

import io.mycostream.torture.journal.Digest;
import io.mycostream.torture.journal.Publication;
import io.mycostream.torture.journal.RunClock;
import io.mycostream.torture.journal.Source;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A publisher at a steady rate, on a thread of its own. What fails is written down and left alone. When it has fallen behind,
 * as a publisher that waits for answers does, it does not catch up.
 */
public abstract class Speaker implements AutoCloseable {

    private static final Duration LONGEST_DELAY = Duration.ofMillis(200);

    private final Source source;
    private final Duration interval;
    private final int bulk;
    private final RunClock clock;
    private final Thread thread;
    private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    Speaker(Source source, Duration interval, int bulk, RunClock clock) {
        this.source = source;
        this.interval = interval;
        this.bulk = bulk;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name(source.name()).unstarted(this::run);
    }

    public Source source() {
        return source;
    }

    public void start() {
        thread.start();
    }

    /** Publishes one event, or says why not, in its attempts. */
    abstract void speak(long number, String telemetry) throws InterruptedException;

    /** Opens the record of an attempt; call it right before the attempt. */
    Attempt attempt(long number, String telemetry) {
        Attempt attempt = new Attempt(clock, source.name(), number, Digest.of(telemetry));
        attempts.add(attempt);
        return attempt;
    }

    private void run() {
        try {
            long next = System.nanoTime();
            for (long number = 1; !stopped; number++) {
                speak(number, Telemetry.of(source.name(), number, bulk));
                next = Math.max(next + interval.toNanos(), System.nanoTime() - LONGEST_DELAY.toNanos());
                Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the sending and waits until the last attempt has an outcome, or is not going to have one. */
    public void stop() throws InterruptedException {
        stopped = true;
        thread.join(Duration.ofSeconds(10));
        close();
    }

    /** What was sent until now. */
    public List<Publication> publications() {
        return attempts.stream().map(Attempt::publication).toList();
    }

    @Override
    public abstract void close();
}
