package io.mycostream.ingest.command;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Does one thing after another, in order, now or later; a thing that fails is logged and ends no other. */
final class OneThread {

    private static final Logger LOG = Logger.getLogger(OneThread.class);

    private static final Duration CLOSING_LIMIT = Duration.ofSeconds(1);

    private final ScheduledThreadPoolExecutor executor;

    OneThread(String name) {
        executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name(name).factory());
        executor.setRemoveOnCancelPolicy(true);
        // what comes after closing is too late, and nobody's fault
        executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    void run(Runnable task) {
        executor.execute(safe(task));
    }

    Future<?> later(Runnable task, Duration delay) {
        return executor.schedule(safe(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** How many things are still to be done. */
    int waiting() {
        return executor.getQueue().size();
    }

    private static Runnable safe(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a command could not be carried out", e);
            }
        };
    }

    /** Does a last thing after those that are to be done now, within a limit, and nothing any more after it. */
    void close(Runnable last) {
        try {
            if (!executor.isShutdown()) {
                executor.submit(safe(last)).get(CLOSING_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("commands did not end in time", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
    }
}
