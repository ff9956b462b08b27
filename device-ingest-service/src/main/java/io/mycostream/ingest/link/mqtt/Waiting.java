package io.mycostream.ingest.link.mqtt;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits for an event loop, from a thread that is none. */
final class Waiting {

    private Waiting() {}

    /** Returns why it failed; null when it went well or the limit was over before. */
    static @Nullable Throwable atMost(Duration limit, CompletableFuture<?> done) {
        try {
            done.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (TimeoutException _) {
            return null;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
