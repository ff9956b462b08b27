package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.stream.Retention;
import io.mycostream.publisher.wire.Envelope;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a feed is given to work with; everything comes back on the broker's context. */
interface Means {

    /**
     * Reads the history behind an offset, or all of it for 0; completes on the broker's context, and not before every
     * message has arrived that had been published when it was read.
     *
     * @param most publications wanted, the newest
     */
    Future<RedisHistory.Stored> read(String channel, long afterOffset, int most);

    /**
     * Enters a publication that has no position into the history, some time.
     *
     * @return fails, on the broker's context and counted, when it could not be
     */
    Future<Boolean> enter(String channel, RedisHistory.Arrival arrival, Retention keep);

    /** Publishes without a history; fails, on the broker's context, when that is not done. */
    Future<Void> send(String channel, String message);

    /**
     * Has the history forget what was published up to a place, once for each command.
     *
     * @param epoch that the place is in; null before the first publication with a position
     * @return fails, on the broker's context, when nobody knows whether it has
     */
    Future<Void> forget(String channel, String command, @Nullable String epoch, long upToOffset);

    /** Has the history keep as much as this node promises, whoever publishes; fails when that is not done. */
    Future<Void> keep(String channel, Retention promised);

    /** The channels that have a history and whose names begin so. */
    Future<List<String>> channels(String beginning);

    /** A name for one unbroken time of listening, and an epoch's; no other node makes the same. */
    String uniqueName();

    /** The time by Redis' clock, in microseconds. */
    long redisMicros();

    /** Reads a message; empty, and counted, when it is none. */
    Optional<Envelope> envelope(String channel, byte[] message);

    /** This node's time. */
    Instant now();

    /** Calls back after a pause. */
    void later(Runnable retry);

    BrokerCounters counters();
}
