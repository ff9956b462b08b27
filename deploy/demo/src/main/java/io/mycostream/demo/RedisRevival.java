package io.mycostream.demo;

import io.mycostream.local.RedisServer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Starts the demo's Redis again when somebody has ended it. To see what an outage does is a reason to run the demo, so the
 * demo goes on without Redis for a while, as the services do, and then with a new one on the same port.
 */
final class RedisRevival {

    /** Long enough to see readiness turn red and the clients stay. */
    static final Duration OUTAGE = Duration.ofSeconds(5);

    private final RedisServer redis;
    private final CountDownLatch ending;
    private final Consumer<String> words;

    private RedisRevival(RedisServer redis, CountDownLatch ending, Consumer<String> words) {
        this.redis = redis;
        this.ending = ending;
        this.words = words;
    }

    /**
     * Watches a server from now on.
     *
     * @param ending counted down before whoever started the server ends it
     * @param words takes what is to be said about it
     */
    static void watch(RedisServer redis, CountDownLatch ending, Consumer<String> words) {
        Thread.ofVirtual().name("redis-revival").start(new RedisRevival(redis, ending, words)::keepAlive);
    }

    private void keepAlive() {
        try {
            do {
                ProcessHandle.of(redis.pid())
                        .ifPresent(server -> server.onExit().join());
            } while (!ending.await(Demo.MAYBE_CTRL_C.toMillis(), TimeUnit.MILLISECONDS) && revived());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a while and starts it again; false when there is nothing more to watch. */
    private boolean revived() throws InterruptedException {
        words.accept("redis-server has ended. Clients stay, what boards say waits; it is started again in %d s"
                .formatted(OUTAGE.toSeconds()));
        if (ending.await(OUTAGE.minus(Demo.MAYBE_CTRL_C).toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        try {
            redis.restart();
            words.accept("redis-server is back, process %d".formatted(redis.pid()));
            return true;
        } catch (IllegalStateException e) {
            // somebody may have started one of their own there, and that one will do; its log would bury the sentence
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            words.accept("redis-server was not started again: " + why.replaceFirst("; its log.*", ""));
            return false;
        }
    }
}
