package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.broker.redis.RedisHistory.Entry;
import io.mycostream.gateway.broker.redis.RedisHistory.Stored;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plain publications that a history has and that are held as well: they are delivered where they arrived, as all that are
 * held, and called what the history calls them.
 *
 * <p>The history has them in the order in which nodes entered them. That may be another: what a node holds it enters
 * later than others enter what came after it.
 */
final class Overlap {

    private final Held held;
    private final MessageReader reader;

    /** Those of each mark, the earliest first. */
    private final Map<Mark, Deque<Entry>> both = new HashMap<>();

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
        Set<Mark> plain = held.plainMarks().keySet();
        for (int last = stored.entries().size() - 1; last >= 0; last--) {
            Entry entry = stored.entries().get(last);
            boolean isHeld = entry.isPlain()
                    ? reader.mark(entry).filter(plain::contains).isPresent()
                    : held.has(stored.epoch(), entry.offset());
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
     * @return the others: what was published before anything that is held
     */
    List<Entry> leaveOut(List<Entry> missed) {
        return leaveOut(missed, false);
    }

    /**
     * Finds them at the end of a history of which nothing was known. Further back stands what only has the same text.
     *
     * @param kept in the order of the history
     * @return the others
     */
    List<Entry> leaveOutAtEnd(List<Entry> kept) {
        return leaveOut(kept, true);
    }

    private List<Entry> leaveOut(List<Entry> entries, boolean atEnd) {
        Map<Mark, Integer> unmatched = held.plainMarks();
        if (unmatched.isEmpty()) {
            return entries;
        }
        Deque<Entry> others = new ArrayDeque<>();
        boolean looking = true;
        for (Entry entry : entries.reversed()) {
            Optional<Mark> mark = looking && entry.isPlain() ? reader.mark(entry) : Optional.empty();
            boolean isHeld = mark.isPresent() && unmatched.getOrDefault(mark.get(), 0) > 0;
            if (isHeld) {
                unmatched.merge(mark.get(), -1, Integer::sum);
                both.computeIfAbsent(mark.get(), _ -> new ArrayDeque<>(1)).addFirst(entry);
            } else {
                others.addFirst(entry);
            }
            looking &= isHeld || !entry.isPlain() || !atEnd;
        }
        return List.copyOf(others);
    }

    /** What the history calls one that was held; empty if it did not have it. */
    Optional<Entry> take(ChannelMessage message) {
        if (both.isEmpty()) {
            // the mark is not even made
            return Optional.empty();
        }
        Mark mark = message.mark();
        Deque<Entry> entries = both.get(mark);
        if (entries == null) {
            return Optional.empty();
        }
        Entry entry = entries.removeFirst();
        if (entries.isEmpty()) {
            both.remove(mark);
        }
        return Optional.of(entry);
    }

    void clear() {
        both.clear();
    }
}
