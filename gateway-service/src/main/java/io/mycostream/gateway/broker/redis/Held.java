package io.mycostream.gateway.broker.redis;

import io.mycostream.publisher.wire.Position;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What arrives while the history is read, in the order of its arrival. Bounded: beyond that it is dropped, and read from
 * the history once more.
 */
final class Held {

    /** Bytes as published; in memory a message takes more, as it is kept beside what was read from it. */
    private static final long MOST_BYTES = 16 << 20;

    private final Deque<ChannelMessage> messages = new ArrayDeque<>();
    private long bytes;
    private boolean tooMuch;

    /** Messages that were ever held, and those of them that are held no more. */
    private long arrived;

    private long passed;

    /** How many of them arrived before the history was read, so that it would know them. */
    private int early;

    void add(ChannelMessage message) {
        if (tooMuch || bytes + message.text().length > MOST_BYTES) {
            tooMuch = true;
            return;
        }
        bytes += message.text().length;
        messages.add(message);
        arrived++;
    }

    /** A number for the place behind everything that has been held so far; {@link #passed} comes to it. */
    long arrived() {
        return arrived;
    }

    /** The place behind everything that is held no more. */
    long passed() {
        return passed;
    }

    /** The history is read now: it knows what arrived so far. */
    void settle() {
        early = messages.size();
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    long bytes() {
        return bytes;
    }

    /** Whether the history was read after the oldest one arrived, so that reading again would show nothing new. */
    boolean isSettled() {
        return early > 0;
    }

    /** The oldest one, which is held no more. */
    ChannelMessage next() {
        ChannelMessage message = messages.remove();
        bytes -= message.text().length;
        early--;
        passed++;
        return message;
    }

    /** Holds the one that was taken last once more, before all others. */
    void putBack(ChannelMessage message) {
        bytes += message.text().length;
        messages.addFirst(message);
        passed--;
    }

    /** Whether some were dropped after those that are held. */
    boolean isCutOff() {
        return tooMuch;
    }

    /** Whether some were dropped since this was asked last. */
    boolean overflowed() {
        boolean dropped = tooMuch;
        tooMuch = false;
        return dropped;
    }

    void clear() {
        messages.clear();
        passed = arrived;
        bytes = 0;
        tooMuch = false;
    }

    /** The offsets of those that have a position in an epoch. */
    Set<Long> offsets(@Nullable String epoch) {
        return messages.stream()
                .map(ChannelMessage::position)
                .filter(position -> position != null && position.epoch().equals(epoch))
                .map(position -> position.offset())
                .collect(Collectors.toSet());
    }

    /** The texts of the plain ones, and how many have each; the caller's own. */
    Map<ByteBuffer, Integer> plainTexts() {
        Map<ByteBuffer, Integer> times = new HashMap<>();
        messages.stream()
                .filter(ChannelMessage::isPlain)
                .forEach(message -> times.merge(ByteBuffer.wrap(message.text()), 1, Integer::sum));
        return times;
    }

    /**
     * The part of a history that is not held as well: what arrived is delivered in the order of its arrival, as on every
     * other node, and only what did not is taken from the history.
     *
     * @param behind the offset up to which all has been delivered
     */
    RedisHistory.Stored missingIn(RedisHistory.Stored stored, long behind) {
        long first = firstOf(stored, behind);
        if (first == 0) {
            return stored;
        }
        List<RedisHistory.Entry> entries =
                stored.entries().stream().filter(entry -> entry.after() < first).toList();
        return new RedisHistory.Stored(stored.epoch(), first - 1, entries, stored.whole(), stored.plain());
    }

    /** The offset of the first one that the history has, too; 0 if there is none. */
    private long firstOf(RedisHistory.Stored stored, long behind) {
        for (ChannelMessage message : messages) {
            Position position = message.position();
            if (position != null
                    && position.epoch().equals(stored.epoch())
                    && position.offset() > behind
                    && position.offset() <= stored.top()) {
                return position.offset();
            }
        }
        return 0;
    }
}
