package io.mycostream.ingest.app;

import io.mycostream.ingest.telemetry.Backlog;
import io.mycostream.publisher.redis.RedisPing;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds out whether Redis takes events. The last publication tells; when there was none lately, a PING does.
 */
@Singleton
public class RedisProbe {

    /** Longest wait for an answer; a health check that takes longer counts as failed anyway. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final RedisPing ping;
    private final Backlog backlog;
    private final Duration interval;
    private long publishedBefore;
    private long provenAt;
    private boolean proven;

    /** Asks nobody yet. */
    public RedisProbe(RedisConfig redis, IngestConfig config, Backlog backlog) {
        this.backlog = backlog;
        this.interval = config.health().interval();
        this.ping = new RedisPing(redis.hosts(), interval.compareTo(LONGEST_WAIT) < 0 ? interval : LONGEST_WAIT);
    }

    /** Returns why Redis does not take events; empty when it does. Waits no longer than the interval. */
    public synchronized Optional<String> trouble() {
        String failure = backlog.trouble();
        if (failure != null) {
            proven = false;
            return Optional.of(failure);
        }
        long published = backlog.published();
        if (published > publishedBefore) {
            publishedBefore = published;
            prove();
        }
        if (proven && System.nanoTime() - provenAt < interval.toNanos()) {
            return Optional.empty();
        }
        Optional<String> noAnswer = ping.trouble();
        if (noAnswer.isEmpty()) {
            prove();
        } else {
            proven = false;
        }
        return noAnswer;
    }

    private void prove() {
        proven = true;
        provenAt = System.nanoTime();
    }
}
