package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.broker.redis.RedisHistory.Entry;
import io.mycostream.gateway.broker.redis.RedisHistory.Stored;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plain publications that a history has and that are held as well: they are delivered where they arrived, as all that are
 * held, and called what the history calls them. The two are told to be one by their text, which is entered as it arrived.
 *
 * <p>The history has them in the order in which nodes entered them. That may be another: what a node holds it enters
 * later than others enter what came after it.
 */
final class Overlap {

    private final Held held;
    private final MessageReader reader;

    /** Those of each text, the earliest first. */
    private final Map<ByteBuffer, Deque<Entry>> both = new HashMap<>();

    Overlap(Held held, MessageReader reader) {
        this.held = held;
        this.reader = reader;
    }

    /**
     * The part of a history that comes before all that was dropped instead of being held; what is behind it is read once
     * more, after what is held.
     */
    Stored upToHeld(Stored stored) {
        if (!held.isCutOff()) {
            return stored;
        }
        Set<ByteBuffer> plain = held.plainTexts().keySet();
        Set<Long> offsets = held.offsets(stored.epoch());
        for (int last = stored.entries().size() - 1; last >= 0; last--) {
            Entry entry = stored.entries().get(last);
            boolean isHeld = entry.isPlain()
                    ? plain.contains(ByteBuffer.wrap(entry.message()))
                    : offsets.contains(entry.offset());
            if (isHeld) {
                return new Stored(
                        stored.epoch(),
                        entry.after(),
                        stored.entries().subList(0, last + 1),
                        stored.whole(),
                        stored.plain());
            }
        }
        return stored;
    }

    /**
     * Finds them among what was missed.
     *
     * @param missed in the order of the history
     * @param top offset of the SDK's latest publication that is not held
     * @return the others: what was published before anything that is held
     */
    List<Entry> leaveOut(List<Entry> missed, long top) {
        return leaveOut(missed, top, false);
    }

    /**
     * Finds them at the end of a history of which nothing was known. Further back stands what only has the same text.
     *
     * @param kept in the order of the history
     * @param top offset of the SDK's latest publication that is not held
     * @return the others
     */
    List<Entry> leaveOutAtEnd(List<Entry> kept, long top) {
        return leaveOut(kept, top, true);
    }

    private List<Entry> leaveOut(List<Entry> entries, long top, boolean atEnd) {
        // what an earlier reading found stands in this one as well
        both.clear();
        Map<ByteBuffer, Integer> unmatched = held.plainTexts();
        if (unmatched.isEmpty()) {
            return entries;
        }
        Deque<Entry> others = new ArrayDeque<>();
        boolean looking = true;
        for (Entry entry : entries.reversed()) {
            ByteBuffer text = ByteBuffer.wrap(entry.message());
            boolean isHeld = entry.isPlain() && unmatched.getOrDefault(text, 0) > 0 && (looking || hasOwnId(entry));
            if (isHeld) {
                unmatched.merge(text, -1, Integer::sum);
                both.computeIfAbsent(text, _ -> new ArrayDeque<>(1)).addFirst(entry);
            } else {
                others.addFirst(entry);
            }
            // before what has a position and did not arrive, nothing was published that did
            looking &= entry.isPlain() ? isHeld || !atEnd : entry.offset() > top;
        }
        return List.copyOf(others);
    }

    /** Whether its publisher named it, so that the same text is no other publication. */
    private boolean hasOwnId(Entry entry) {
        return reader.mark(entry).filter(Mark.GivenId.class::isInstance).isPresent();
    }

    /** What the history calls one that was held; empty if it did not have it. */
    Optional<Entry> take(ChannelMessage message) {
        if (both.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer text = ByteBuffer.wrap(message.text());
        Deque<Entry> entries = both.get(text);
        if (entries == null) {
            return Optional.empty();
        }
        Entry entry = entries.removeFirst();
        if (entries.isEmpty()) {
            both.remove(text);
        }
        return Optional.of(entry);
    }

    void clear() {
        both.clear();
    }
}
