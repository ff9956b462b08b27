package io.mycostream.gateway.broker.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.publisher.wire.RedisKeys;
import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The histories that channels have in Redis: read, and completed by what was only PUBLISHed.
 *
 * <p>Publications of the SDK stand in the history when they arrive. Those of other programs are entered by the nodes that
 * hear them, once however many do. Every call fails with a {@link HistoryException} when Redis refuses it or the
 * connection ends, and takes as long as Redis does.
 *
 * <p>Safe for use by many threads; what is handed in over one connection is done in that order.
 */
final class RedisHistory {

    /**
     * What a channel's history held at one moment.
     *
     * @param epoch null if the channel has none, and then no entries
     * @param top offset of the SDK's latest publication, 0 if there was none
     * @param entries in the order of delivery
     * @param whole whether nothing is missing that was ever behind the offset asked for
     * @param plain whether plain publications were ever entered in this epoch, also when none is among the entries
     */
    record Stored(@Nullable String epoch, long top, List<Entry> entries, boolean whole, boolean plain) {

        Stored {
            entries = List.copyOf(entries);
        }
    }

    /**
     * One publication of a history.
     *
     * @param offset of the SDK's publication, 0 for a plain one
     * @param message as it was published
     * @param id that the entering node gave to a plain one
     * @param timestamp that the entering node gave to a plain one without its own
     * @param after its own offset, or that of the SDK's publication which a plain one arrived after
     * @param behindSilence whether plain ones may be missing right before it, as nobody is known to have listened
     */
    @SuppressWarnings("ArrayRecordComponent") // carried from Redis to the decoder, never compared
    record Entry(
            long offset,
            byte[] message,
            @Nullable String id,
            @Nullable String timestamp,
            long after,
            boolean behindSilence) {

        boolean isPlain() {
            return offset == 0;
        }
    }

    /**
     * A plain publication that arrived on a subscription.
     *
     * @param listener names the subscription: a new name whenever an arrival may have been missed or not been reported
     * @param id for the publication, if this is the report that enters it
     * @param timestamp likewise; null if the message has its own
     * @param after offset that was seen last on the channel before it arrived
     * @param proposedEpoch for a channel without a history
     * @param sinceMicros a time of {@link RedisClock} just before the channel was subscribed, from which on nothing was
     *     missed; 0 if unknown: then it is taken to be two seconds ago
     */
    @SuppressWarnings("ArrayRecordComponent") // carried from the subscription to Redis, never compared
    record Arrival(
            String listener,
            String id,
            byte[] message,
            @Nullable String timestamp,
            long after,
            String proposedEpoch,
            long sinceMicros) {

        Arrival(
                String listener,
                String id,
                byte[] message,
                @Nullable String timestamp,
                long after,
                String proposedEpoch) {
            this(listener, id, message, timestamp, after, proposedEpoch, 0);
        }
    }

    /**
     * How much is kept; an entry that is made keeps to it.
     *
     * @param size publications, the SDK's included
     * @param age how long the history outlives its latest publication
     */
    record Keep(int size, Duration age) {}

    /** A quiet channel keeps its epoch this long, as the SDK has it. */
    private static final Duration META_AGE = Duration.ofDays(7);

    private static final int TEXT_HASH_BYTES = 16;
    private static final int READ_ATTEMPTS = 3;

    private final Script readScript = new Script("read.lua");
    private final Script enterScript = new Script("enter.lua");
    private final Script forgetScript = new Script("forget.lua");
    private final Script keepScript = new Script("keep.lua");

    /**
     * Reads what stands behind an offset, or the newest part of it.
     *
     * @param afterOffset 0 for all that is kept
     * @param most entries
     * @param mostBytes of all their messages together
     */
    Future<Stored> read(RedisConnection connection, String channel, long afterOffset, int most, long mostBytes) {
        return read(connection, channel, afterOffset, most, mostBytes, 1)
                .recover(failure -> failed(RedisKeys.history(channel) + " cannot be read: ", failure));
    }

    private Future<Stored> read(
            RedisConnection connection, String channel, long afterOffset, int most, long mostBytes, int attempt) {
        if (attempt > READ_ATTEMPTS) {
            return Future.failedFuture("its epoch changed " + READ_ATTEMPTS + " times meanwhile");
        }
        return new HistoryReading(readScript, connection, channel, afterOffset, most, mostBytes)
                .stored()
                .compose(stored -> stored.map(Future::succeededFuture)
                        .orElseGet(() -> read(connection, channel, afterOffset, most, mostBytes, attempt + 1)));
    }

    /**
     * Enters a publication.
     *
     * @return true if this call did, false if another listener's had
     */
    Future<Boolean> enter(RedisConnection connection, String channel, Arrival arrival, Keep keep) {
        List<String> keys =
                List.of(RedisKeys.history(channel), RedisKeys.meta(channel), seen(channel, arrival.message()));
        List<byte[]> arguments = List.of(
                utf8(arrival.listener()),
                number(arrival.sinceMicros()),
                arrival.message(),
                utf8(arrival.id()),
                utf8(arrival.timestamp() == null ? "" : arrival.timestamp()),
                number(arrival.after()),
                utf8(arrival.proposedEpoch()),
                number(keep.size()),
                number(keep.age().toMillis()),
                number(metaAge(keep.age()).toMillis()));
        return enterScript
                .run(connection, keys, arguments)
                .map(answer -> answer.toString().equals("1"))
                .recover(failure -> failed(keys.getFirst() + " cannot be added to: ", failure));
    }

    /**
     * Forgets what was published up to a place, once for each command.
     *
     * @param epoch that the place is in; null for what was entered before any publication of the SDK
     */
    Future<Void> forget(
            RedisConnection connection, String channel, String command, @Nullable String epoch, long upToOffset) {
        List<String> keys = List.of(RedisKeys.history(channel), RedisKeys.meta(channel), forgotten(channel, command));
        List<byte[]> arguments = List.of(utf8(epoch == null ? "" : epoch), number(upToOffset));
        return forgetScript
                .run(connection, keys, arguments)
                .<Void>mapEmpty()
                .recover(failure -> failed(keys.getFirst() + " cannot be trimmed: ", failure));
    }

    /** Has everybody who publishes on the channel keep as much as this, or more. */
    Future<Void> keep(RedisConnection connection, String channel, Keep promised) {
        List<String> keys = List.of(RedisKeys.history(channel), RedisKeys.meta(channel));
        List<byte[]> arguments = List.of(
                number(promised.size()),
                number(promised.age().toMillis()),
                number(metaAge(promised.age()).toMillis()));
        return keepScript
                .run(connection, keys, arguments)
                .<Void>mapEmpty()
                .recover(failure -> failed(keys.getFirst() + " cannot be kept: ", failure));
    }

    /** The key that says that a command was carried out; in the slot of the channel's other keys. */
    private static String forgotten(String channel, String command) {
        byte[] hash = sha256().digest(utf8(command));
        return "mycostream:{" + channel + "}:forgotten:" + HexFormat.of().formatHex(hash, 0, TEXT_HASH_BYTES);
    }

    /** The hash of a text's reports; in the slot of the channel's other keys. */
    private static String seen(String channel, byte[] message) {
        byte[] hash = sha256().digest(message);
        return "mycostream:{" + channel + "}:seen:" + HexFormat.of().formatHex(hash, 0, TEXT_HASH_BYTES);
    }

    private static Duration metaAge(Duration historyAge) {
        Duration twice = historyAge.multipliedBy(2);
        return twice.compareTo(META_AGE) > 0 ? twice : META_AGE;
    }

    private static <T> Future<T> failed(String what, Throwable failure) {
        return Future.failedFuture(new HistoryException(what + failure.getMessage(), failure));
    }

    private static byte[] number(long number) {
        return utf8(Long.toString(number));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
