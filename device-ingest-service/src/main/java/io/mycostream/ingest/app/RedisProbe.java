package io.mycostream.ingest.app;

import io.mycostream.ingest.telemetry.Backlog;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Finds out whether Redis takes events. The last publication tells; when there was none lately, a PING does.
 *
 * <p>The one place outside the SDK that knows a Redis client: the SDK publishes and does nothing else.
 */
@Singleton
public class RedisProbe {

    private final RedisConfig redis;
    private final Backlog backlog;
    private final Duration interval;
    private long publishedBefore;
    private long provenAt;
    private boolean proven;

    /** Asks nobody yet. */
    public RedisProbe(RedisConfig redis, IngestConfig config, Backlog backlog) {
        this.redis = redis;
        this.backlog = backlog;
        this.interval = config.health().interval();
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
        String noAnswer = ping();
        if (noAnswer == null) {
            prove();
        } else {
            proven = false;
        }
        return Optional.ofNullable(noAnswer);
    }

    private void prove() {
        proven = true;
        provenAt = System.nanoTime();
    }

    private @Nullable String ping() {
        URI uri = URI.create(redis.hosts());
        int limit = Math.clamp(interval.toMillis(), 1, 2_000);
        DefaultJedisClientConfig client = DefaultJedisClientConfig.builder(uri)
                .resp2()
                .connectionTimeoutMillis(limit)
                .socketTimeoutMillis(limit)
                .build();
        int port = uri.getPort() < 0 ? 6379 : uri.getPort();
        try (Jedis connection = new Jedis(new HostAndPort(uri.getHost(), port), client)) {
            connection.ping();
            return null;
        } catch (JedisException e) {
            return "redis does not answer: " + e.getMessage();
        }
    }
}
