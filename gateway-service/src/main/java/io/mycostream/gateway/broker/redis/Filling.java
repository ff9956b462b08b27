package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.broker.redis.RedisHistory.Entry;
import io.mycostream.gateway.broker.redis.RedisHistory.Stored;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Delivers what a history has and this node has not, and tells what neither has. */
final class Filling {

    private final Place place;
    private final Held held;
    private final Overlap overlap;
    private final PlainIds plainIds;
    private final MessageReader reader;
    private final Tail tail;
    private final BrokerCounters counters;

    Filling(
            Place place,
            Held held,
            Overlap overlap,
            PlainIds plainIds,
            MessageReader reader,
            Tail tail,
            BrokerCounters counters) {
        this.place = place;
        this.held = held;
        this.overlap = overlap;
        this.plainIds = plainIds;
        this.reader = reader;
        this.tail = tail;
        this.counters = counters;
    }

    /**
     * Goes on with the history that was known, or with what came after it.
     *
     * @param keeping whether this node keeps anything
     * @param lost whether something is missing for certain
     */
    void merge(Stored stored, Cause cause, boolean keeping, boolean lost) {
        boolean wasMixed = place.isMixed();
        place.saw(stored);
        // a channel that is known to carry positions only is whole when its offsets are
        boolean provable = place.epoch() != null && !place.isMixed();
        boolean reached = place.isReachedBy(stored);
        Stored before = held.missingIn(stored, place.top());
        List<Entry> late = new ArrayList<>();
        List<Entry> missed = missed(stored.entries(), before.top(), cause, keeping, late);
        // of a channel that was known to be mixed that was told when its subscription ended, unless it still goes on
        boolean untold = !late.isEmpty() && (!wasMixed || cause == Cause.CHECK);
        boolean mayLack = cause == Cause.INTERRUPTION && !provable;
        GapReason reason = lost || !reached ? GapReason.HISTORY_LOST : untold || mayLack ? GapReason.INTERRUPTED : null;
        deliver(upTo(before.top(), missed), reason, !provable || !reached);
        place.upTo(before);
    }

    private boolean isUnknown(Entry entry, boolean keeping) {
        // of what other nodes keep, this one cannot tell what it has delivered when it keeps nothing itself
        return entry.id() == null ? entry.offset() > place.top() : keeping && !plainIds.knows(entry.id());
    }

    /**
     * What is unknown, not held, and may still be delivered. A plain one that was entered late, by a node that heard it while
     * this one did not, may not: what came after it has been delivered.
     *
     * @param top offset of the SDK's latest publication that is not held
     * @param late gets those
     */
    private List<Entry> missed(List<Entry> entries, long top, Cause cause, boolean keeping, List<Entry> late) {
        int behindKnown = entries.size();
        while (behindKnown > 0 && isUnknown(entries.get(behindKnown - 1), keeping)) {
            behindKnown--;
        }
        List<Entry> maybe = new ArrayList<>();
        boolean behindAny = false;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (!isUnknown(entry, keeping)) {
                behindAny = true;
            } else if (entry.isPlain() && i < behindKnown) {
                leave(entry, behindAny, late);
            } else {
                maybe.add(entry);
            }
        }
        // all that was published since this subscription began has arrived
        boolean nothingNew = cause == Cause.CHECK && place.hasMoved();
        List<Entry> missed = new ArrayList<>();
        for (Entry entry : overlap.leaveOut(maybe, top)) {
            if (nothingNew && entry.isPlain() && entry.after() <= place.top()) {
                leave(entry, behindAny, late);
            } else {
                missed.add(entry);
            }
        }
        return missed;
    }

    /** Does not deliver one, whose id is not to be given to another. What stands before all that is known is forgotten. */
    private void leave(Entry entry, boolean behindAny, List<Entry> late) {
        if (behindAny) {
            late.add(entry);
            reader.note(entry);
        }
    }

    private static List<Entry> upTo(long top, List<Entry> entries) {
        return entries.stream().filter(entry -> entry.after() <= top).toList();
    }

    /** Goes on with a history whose end was exchanged: behind the last publication that both have, all are new. */
    void rejoin(Stored stored) {
        List<Entry> entries = stored.entries();
        int common = 0;
        for (int i = 0; i < entries.size(); i++) {
            if (reader.id(entries.get(i)).filter(tail::keeps).isPresent()) {
                common = i + 1;
            }
        }
        place.saw(stored);
        if (common > 0) {
            Stored before = held.missingIn(stored, entries.get(common - 1).after());
            place.endOf(before);
            List<Entry> missed = overlap.leaveOut(entries.subList(common, entries.size()), before.top());
            deliver(upTo(before.top(), missed), GapReason.HISTORY_LOST, true);
        } else {
            // nobody knows what is new
            place.endOf(stored);
            tail.gap(GapReason.HISTORY_LOST);
            place.lose();
        }
    }

    /**
     * Delivers what was missed.
     *
     * @param reason why some may be missing before it; null when none is
     * @param within whether some may be missing anywhere among it as well
     */
    private void deliver(List<Entry> missed, @Nullable GapReason reason, boolean within) {
        if (reason != null) {
            tail.gap(reason);
        }
        int filled = 0;
        for (Entry entry : missed) {
            if (reason != null && within && filled > 0 && entry.behindSilence()) {
                tail.gap(reason);
            }
            Optional<Publication> publication = reader.publication(entry);
            if (!entry.isPlain()) {
                place.filledTo(entry.offset(), publication.map(Publication::id).orElse(null));
            }
            publication.ifPresent(tail::deliver);
            filled += publication.isPresent() ? 1 : 0;
        }
        if (filled > 0) {
            counters.filled(filled);
            if (reason != null && within) {
                tail.gap(reason);
            }
        }
    }
}
