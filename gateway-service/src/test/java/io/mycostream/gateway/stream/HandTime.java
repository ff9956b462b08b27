package io.mycostream.gateway.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Time, and event loops in it, that move only when a test turns them. Tasks run in the order in which they are due. */
final class HandTime implements InstantSource {

    private static final Instant START = Instant.parse("2026-02-12T10:30:00Z");
    private static final long FIRST_NANOS = 7_000_000_123L;

    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.<Task>comparingLong(task -> task.dueNanos).thenComparing(task -> task.number));
    private long nanos = FIRST_NANOS;
    private long numbers;

    long nanos() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return START.plusNanos(nanos - FIRST_NANOS);
    }

    /** A further event loop in this time. */
    ScheduledExecutorService loop() {
        return new Loop();
    }

    /** Runs what is due now, and what that makes due. */
    void run() {
        pass(Duration.ZERO);
    }

    /** Runs one task that is due now. */
    void runOne() {
        tasks.remove().action.run();
    }

    /** Lets time pass and runs everything on the way at its moment. */
    void pass(Duration duration) {
        long end = nanos + duration.toNanos();
        for (Task next = tasks.peek(); next != null && next.dueNanos <= end; next = tasks.peek()) {
            tasks.remove(next);
            nanos = Math.max(nanos, next.dueNanos);
            next.action.run();
            next.repeat();
        }
        nanos = end;
    }

    private final class Task implements ScheduledFuture<Object> {

        private final Runnable action;
        private final long periodNanos;
        private final long number = numbers++;
        private long dueNanos;
        private boolean cancelled;

        Task(Runnable action, long delayNanos, long periodNanos) {
            this.action = action;
            this.periodNanos = periodNanos;
            this.dueNanos = nanos + Math.max(0, delayNanos);
            tasks.add(this);
        }

        void repeat() {
            if (periodNanos > 0 && !cancelled) {
                dueNanos += periodNanos;
                tasks.add(this);
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            cancelled = true;
            return tasks.remove(this);
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }

        @Override
        public boolean isDone() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Object get() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Object get(long timeout, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Loop extends AbstractExecutorService implements ScheduledExecutorService {

        @Override
        public void execute(Runnable command) {
            new Task(command, 0, 0);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            return new Task(command, unit.toNanos(delay), 0);
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long delay, long period, TimeUnit unit) {
            return new Task(command, unit.toNanos(delay), unit.toNanos(period));
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long delay, long pause, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void shutdown() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Runnable> shutdownNow() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }
    }
}
