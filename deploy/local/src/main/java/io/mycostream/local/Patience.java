package io.mycostream.local;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for servers to come to an agreement. */
final class Patience {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long BETWEEN_LOOKS_MILLIS = 20;

    private Patience() {}

    /**
     * Looks again and again until it is so.
     *
     * @throws IllegalStateException if that takes longer than 20 s
     */
    static void await(String what, BooleanSupplier isSo) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("waited " + LIMIT + " in vain for " + what);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for " + what, e);
            }
        }
    }
}
