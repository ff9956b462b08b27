package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.stream.Retention;
import io.mycostream.publisher.wire.Envelope;
import io.mycostream.publisher.wire.EnvelopeCodec;
import io.mycostream.publisher.wire.EnvelopeFormatException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the feeds of one node work with: its connection to Redis, a few requests at a time, and its clock. */
final class RedisMeans implements Means {

    private static final int READS_AT_ONCE = 32;
    private static final int ENTRIES_AT_ONCE = 256;

    /** As many publications as a second of a busy channel; more are not worth their memory while Redis is this slow. */
    private static final int MOST_ENTRIES_WAITING = 20_000;

    private static final int QUESTIONS_AT_ONCE = 256;

    /** More than all clients of a node ask in the time in which Redis has to answer. */
    private static final int MOST_QUESTIONS_WAITING = 10_000;

    private static final long READ_TIMEOUT_SECONDS = 5;
    private static final long RETRY_MILLIS = 200;

    /** Most bytes of one channel's history that are read at once. */
    private static final long MOST_BYTES = 16 << 20;

    private final Vertx vertx;
    private final Context context;
    private final Subscriber subscriber;
    private final int maxEventBytes;
    private final InstantSource clock;
    private final BrokerCounters counters;
    private final RedisHistory history = new RedisHistory();
    private final Pipeline reads;
    private final Pipeline entries;
    private final Pipeline questions;

    private final String node = UUID.randomUUID().toString();
    private long names;

    RedisMeans(
            Vertx vertx,
            Context context,
            Subscriber subscriber,
            int maxEventBytes,
            InstantSource clock,
            BrokerCounters counters) {
        this.vertx = vertx;
        this.context = context;
        this.subscriber = subscriber;
        this.maxEventBytes = maxEventBytes;
        this.clock = clock;
        this.counters = counters;
        // every channel may want to be read at once, and no more than once
        this.reads = new Pipeline(context, READS_AT_ONCE, Integer.MAX_VALUE);
        this.entries = new Pipeline(context, ENTRIES_AT_ONCE, MOST_ENTRIES_WAITING);
        this.questions = new Pipeline(context, QUESTIONS_AT_ONCE, MOST_QUESTIONS_WAITING);
    }

    @Override
    public Future<RedisHistory.Stored> read(String channel, long afterOffset, int most) {
        return reads.submit(() -> connected()
                        .compose(connection -> history.read(connection, channel, afterOffset, most, MOST_BYTES)
                                .compose(stored -> subscriber.caughtUp().map(stored))
                                .timeout(READ_TIMEOUT_SECONDS, TimeUnit.SECONDS)))
                .onSuccess(_ -> counters.historyRead());
    }

    @Override
    public Future<Boolean> enter(String channel, RedisHistory.Arrival arrival, Retention keep) {
        return entries.submit(() -> connected()
                        .compose(connection -> history.enter(
                                        connection, channel, arrival, new RedisHistory.Keep(keep.size(), keep.age()))
                                .timeout(READ_TIMEOUT_SECONDS, TimeUnit.SECONDS)))
                .onSuccess(counters::entered)
                .onFailure(failure -> counters.notEntered(channel, failure));
    }

    @Override
    public Future<Void> send(String channel, String message) {
        return questions
                .submit(() -> connected()
                        .compose(connection -> connection
                                .send(Request.cmd(Command.PUBLISH).arg(channel).arg(message))
                                .timeout(READ_TIMEOUT_SECONDS, TimeUnit.SECONDS)))
                .mapEmpty();
    }

    /** Among the entries, so that the history has what this node heard before, and not yet what it heard after. */
    @Override
    public Future<Void> forget(String channel, String command, @Nullable String epoch, long upToOffset) {
        return entries.submit(() -> connected()
                .compose(connection -> history.forget(connection, channel, command, epoch, upToOffset)
                        .timeout(READ_TIMEOUT_SECONDS, TimeUnit.SECONDS)));
    }

    @Override
    public Future<Void> keep(String channel, Retention promised) {
        return entries.submit(() -> connected()
                .compose(connection -> history.keep(
                                connection, channel, new RedisHistory.Keep(promised.size(), promised.age()))
                        .timeout(READ_TIMEOUT_SECONDS, TimeUnit.SECONDS)));
    }

    @Override
    public Future<List<String>> channels(String beginning) {
        return reads.submit(() -> connected()
                .compose(connection ->
                        KeptChannels.find(connection, beginning).timeout(READ_TIMEOUT_SECONDS, TimeUnit.SECONDS)));
    }

    @Override
    public String uniqueName() {
        return node + '-' + Long.toString(names++, Character.MAX_RADIX);
    }

    @Override
    public long redisMicros() {
        return subscriber.redisMicros();
    }

    @Override
    public Optional<Envelope> envelope(String channel, byte[] message) {
        if (message.length > maxEventBytes) {
            counters.tooLarge();
            return Optional.empty();
        }
        try {
            return Optional.of(EnvelopeCodec.decode(channel, message));
        } catch (EnvelopeFormatException refused) {
            counters.malformed(channel, String.valueOf(refused.getMessage()));
            return Optional.empty();
        }
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public void later(Runnable retry) {
        vertx.setTimer(RETRY_MILLIS, _ -> context.runOnContext(_ -> retry.run()));
    }

    @Override
    public BrokerCounters counters() {
        return counters;
    }

    private Future<RedisConnection> connected() {
        RedisConnection connection = subscriber.commands();
        return connection == null ? Future.failedFuture("Redis is not connected") : Future.succeededFuture(connection);
    }
}
