package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.stream.Retention;
import io.mycostream.publisher.wire.Envelope;
import io.mycostream.publisher.wire.EnvelopeCodec;
import io.mycostream.publisher.wire.EnvelopeFormatException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A history that answers when it is told to, so that a test says what has arrived until then. */
final class HandMeans implements Means {

    /** The data of what was reported to the history. */
    final List<String> reported = new ArrayList<>();

    /** Under which names, in the same order. */
    final List<String> reporters = new ArrayList<>();

    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-02-12T10:30:00Z"));
    private final BrokerCounters counters = new BrokerCounters(clock, _ -> {});
    private final Deque<Promise<RedisHistory.Stored>> asked = new ArrayDeque<>();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private long names;

    /** Answers the oldest reading that waits. */
    void answer(RedisHistory.Stored stored) {
        asked.remove().complete(stored);
    }

    /** Refuses the oldest reading that waits, and lets the pause pass that follows, if one does. */
    void refuse(String word) {
        asked.remove()
                .fail(new HistoryException("the history cannot be read: " + word, new IllegalStateException(word)));
        Runnable retry = later.poll();
        if (retry != null) {
            retry.run();
        }
    }

    @Override
    public Future<RedisHistory.Stored> read(String channel, long afterOffset, int most) {
        Promise<RedisHistory.Stored> answer = Promise.promise();
        asked.add(answer);
        return answer.future();
    }

    @Override
    public Future<Boolean> enter(String channel, RedisHistory.Arrival arrival, Retention keep) {
        reporters.add(arrival.listener());
        reported.add(envelope(channel, arrival.message()).orElseThrow().data());
        return Future.succeededFuture(true);
    }

    @Override
    public Future<Void> send(String channel, String message) {
        throw new UnsupportedOperationException("a feed sends nothing");
    }

    @Override
    public Future<Void> forget(String channel, String command, @Nullable String epoch, long upToOffset) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> keep(String channel, Retention promised) {
        return Future.succeededFuture();
    }

    @Override
    public Future<List<String>> channels(String beginning) {
        return Future.succeededFuture(List.of());
    }

    @Override
    public String uniqueName() {
        return "name-" + names++;
    }

    @Override
    public long redisMicros() {
        return 0;
    }

    @Override
    public Optional<Envelope> envelope(String channel, byte[] message) {
        try {
            return Optional.of(EnvelopeCodec.decode(channel, message));
        } catch (EnvelopeFormatException refused) {
            throw new IllegalArgumentException(refused);
        }
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public void later(Runnable retry) {
        later.add(retry);
    }

    @Override
    public BrokerCounters counters() {
        return counters;
    }
}
