package io.mycostream.gateway.broker.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the clock of Redis shows, read once and then carried on by this node's own.
 *
 * <p>It is behind by at most the round trip in which it was read, and never ahead, but for what both clocks drift apart
 * from then on.
 */
final class RedisClock {

    private final long askedMicros;
    private final long answeredNanos;
    private final LongSupplier nanos;

    RedisClock(long askedMicros, LongSupplier nanos) {
        this.askedMicros = askedMicros;
        this.nanos = nanos;
        this.answeredNanos = nanos.getAsLong();
    }

    /** Asks Redis. */
    static Future<RedisClock> read(RedisConnection connection) {
        return connection.send(Request.cmd(Command.TIME)).map(RedisClock::shown);
    }

    private static RedisClock shown(@Nullable Response time) {
        Response parts = Objects.requireNonNull(time, "TIME is always answered");
        long seconds = Long.parseLong(parts.get(0).toString());
        return new RedisClock(seconds * 1_000_000 + Long.parseLong(parts.get(1).toString()), System::nanoTime);
    }

    /** Microseconds since 1970. */
    long micros() {
        return askedMicros + (nanos.getAsLong() - answeredNanos) / 1_000;
    }
}
