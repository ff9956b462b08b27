package io.mycostream.ingest.telemetry;

import io.mycostream.ingest.retry.Backoff;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.PublishException;
import io.mycostream.publisher.Publisher;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The events that Redis has not confirmed yet, in memory, oldest first.
 *
 * <p>One thread forwards them, many in flight at a time, and takes none off before Redis has it. When Redis is away they
 * wait and are tried again, each with the message id it was given, so that one that did arrive is recognised. When an
 * event fails, those behind it of the same source are sent again as well: a device's events never overtake each other.
 * When the line is full the oldest give way, because a reading is worth less the older it is.
 *
 * <p>Safe for use by many threads; adding never waits for Redis.
 */
public final class Backlog implements EventSink, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Backlog.class);

    /** Most events in flight. A fraction of what Redis takes in a second, so that a failure repeats little. */
    private static final int BATCH = 256;

    /** Longer than any publisher tries by itself. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    private final Publisher publisher;
    private final int capacity;
    private final Backoff backoff;
    private final Duration flushLimit;
    private final Thread forwarding;

    private final LongAdder published = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Waiting> line = new ArrayDeque<>();
    private boolean overflowing;
    private boolean closing;
    private long flushUntil;

    private volatile @Nullable String trouble;

    /**
     * Creates an empty line and starts to forward it.
     *
     * @param publisher confirms or fails every event within a limit of its own; stays the caller's to close
     * @param capacity most events waiting, those in flight included; 1 or more
     * @param backoff pauses between attempts while Redis is away; this line's own
     * @param flushLimit how long {@link #close()} may go on forwarding
     */
    public Backlog(Publisher publisher, int capacity, Backoff backoff, Duration flushLimit) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1: " + capacity);
        }
        this.publisher = publisher;
        this.capacity = capacity;
        this.backoff = backoff;
        this.flushLimit = flushLimit;
        this.forwarding = Thread.ofPlatform().daemon().name("backlog").start(this::forward);
    }

    /** Takes an event over; it is safe when Redis has it. After {@link #close()} it is dropped and counted. */
    @Override
    public void hand(Event event, Runnable held) {
        lock.lock();
        try {
            if (closing) {
                dropped.increment();
                return;
            }
            if (line.size() == capacity) {
                giveWay(Objects.requireNonNull(line.pollFirst()));
            }
            line.addLast(new Waiting(event, held));
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void giveWay(Waiting oldest) {
        if (!overflowing) {
            overflowing = true;
            LOG.warnf("backlog is full, its oldest events give way to new ones capacity=%d", capacity);
        }
        if (oldest.inFlight) {
            // it may arrive yet; whoever learns the outcome counts it
            oldest.gaveWay = true;
        } else {
            dropped.increment();
        }
    }

    private void forward() {
        try {
            List<Waiting> batch = nextBatch();
            while (!batch.isEmpty()) {
                String failure = settle(batch, attempt(batch));
                if (failure == null) {
                    recovered();
                } else {
                    failed(failure);
                    pause(backoff.next());
                }
                batch = nextBatch();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            trouble = "forwarding has ended: " + e;
            LOG.error("forwarding has ended, events will be dropped when the backlog is full", e);
        }
    }

    /** Waits for events and returns the oldest of them, still in the line; none when closed and done or out of time. */
    private List<Waiting> nextBatch() throws InterruptedException {
        lock.lock();
        try {
            while (line.isEmpty() && !closing) {
                changed.await();
            }
            if (closing && System.nanoTime() - flushUntil >= 0) {
                return List.of();
            }
            // while Redis is away one event is enough to find out when it is back
            int most = trouble == null ? BATCH : 1;
            List<Waiting> batch = line.stream().limit(most).toList();
            batch.forEach(waiting -> waiting.inFlight = true);
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private List<CompletableFuture<?>> attempt(List<Waiting> batch) {
        List<CompletableFuture<?>> attempts = new ArrayList<>(batch.size());
        for (Waiting waiting : batch) {
            attempts.add(attempt(waiting));
        }
        return attempts;
    }

    private CompletableFuture<?> attempt(Waiting waiting) {
        try {
            return publisher.publishAsync(waiting.event).toCompletableFuture();
        } catch (IllegalArgumentException e) {
            LOG.errorf(e, "an event cannot be published and is dropped source=%s", waiting.event.source());
            waiting.unpublishable = true;
            return CompletableFuture.completedFuture(null);
        } catch (PublishException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Waits for every outcome, takes off what is confirmed, and returns the first failure, null when there was none. */
    private @Nullable String settle(List<Waiting> batch, List<CompletableFuture<?>> attempts)
            throws InterruptedException {
        String firstFailure = null;
        Set<String> failedSources = new HashSet<>();
        long deadline = System.nanoTime() + ANSWER_LIMIT.toNanos();
        for (int i = 0; i < batch.size(); i++) {
            Waiting waiting = batch.get(i);
            String failure = failureOf(attempts.get(i), deadline);
            String source = String.valueOf(waiting.event.source());
            if (failure == null && !failedSources.contains(source)) {
                settled(waiting);
            } else {
                failedSources.add(source);
                keep(waiting);
                firstFailure = firstFailure == null ? failure : firstFailure;
            }
        }
        return firstFailure;
    }

    private static @Nullable String failureOf(CompletableFuture<?> attempt, long deadline) throws InterruptedException {
        try {
            attempt.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            return null;
        } catch (ExecutionException e) {
            return reason(Objects.requireNonNull(e.getCause()));
        } catch (TimeoutException _) {
            return "no answer within " + ANSWER_LIMIT;
        }
    }

    /** What is behind the failure, where something is: the failure itself names one event, and there are many. */
    private static String reason(Throwable failure) {
        Throwable cause = Objects.requireNonNullElse(failure.getCause(), failure);
        return Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    }

    private void settled(Waiting waiting) {
        (waiting.unpublishable ? dropped : published).increment();
        lock.lock();
        try {
            if (!waiting.gaveWay) {
                // a device's events fail together, so what is confirmed stands near the front
                line.removeFirstOccurrence(waiting);
            }
            overflowing = false;
        } finally {
            lock.unlock();
        }
        waiting.held.run();
    }

    private void keep(Waiting waiting) {
        lock.lock();
        try {
            waiting.inFlight = false;
            if (waiting.gaveWay) {
                dropped.increment();
            } else {
                retried.increment();
            }
        } finally {
            lock.unlock();
        }
    }

    private void failed(String failure) {
        if (trouble == null) {
            LOG.warnf("redis does not take events, they wait until it does reason=%s", failure);
        }
        trouble = failure;
    }

    private void recovered() {
        backoff.reset();
        if (trouble != null) {
            trouble = null;
            LOG.infof("redis takes events again waiting=%d droppedSoFar=%d", depth(), dropped());
        }
    }

    private void pause(Duration pause) throws InterruptedException {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (left > 0 && !closing) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether events are forwarded, also when none waits; false after a fault that no retry mends. */
    public boolean isForwarding() {
        return forwarding.isAlive();
    }

    /** Returns how many events wait, those in flight included. */
    public int depth() {
        lock.lock();
        try {
            return line.size();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many events Redis has confirmed. */
    public long published() {
        return published.sum();
    }

    /** Returns how many times an event was not confirmed and kept for another attempt. */
    public long retried() {
        return retried.sum();
    }

    /** Returns how many events were given up, because the line was full or the service ended. */
    public long dropped() {
        return dropped.sum();
    }

    /** Returns why the last attempt failed; null when it went well or none was made. */
    public @Nullable String trouble() {
        return trouble;
    }

    /** Takes no more events and forwards those that wait, within the limit. What is left then is lost and counted. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (!closing) {
                closing = true;
                flushUntil = System.nanoTime() + flushLimit.toNanos();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        try {
            if (!forwarding.join(flushLimit)) {
                forwarding.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        dropTheRest();
    }

    private void dropTheRest() {
        lock.lock();
        try {
            if (!line.isEmpty()) {
                LOG.errorf("events are lost, redis did not take them before the service ended count=%d", line.size());
                dropped.add(line.size());
                line.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    /** An event in the line; its marks are guarded by the line's lock. */
    private static final class Waiting {

        private final Event event;
        private final Runnable held;
        private boolean inFlight;
        private boolean gaveWay;
        /** Only the forwarding thread asks. */
        private boolean unpublishable;

        private Waiting(Event event, Runnable held) {
            this.event = event;
            this.held = held;
        }
    }
}
