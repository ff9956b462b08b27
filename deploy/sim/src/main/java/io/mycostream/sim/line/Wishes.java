package io.mycostream.sim.line;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What other threads want done on the thread of a line. */
final class Wishes {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> ended;

    /** @param ended completes when nobody grants wishes any more */
    Wishes(CompletableFuture<Void> ended) {
        this.ended = ended;
    }

    /**
     * Waits until it is done, at most ten seconds.
     *
     * @throws IllegalStateException if the line has broken down or takes longer
     */
    void carryOut(Runnable wish) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        waiting.add(() -> {
            wish.run();
            done.complete(null);
        });
        try {
            CompletableFuture.anyOf(done, ended).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the board", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the board does not work any more", e);
        }
    }

    /** Does the first thing that is wanted. Returns whether there was one. */
    boolean grantOne() {
        Runnable wish = waiting.poll();
        if (wish == null) {
            return false;
        }
        wish.run();
        return true;
    }
}
