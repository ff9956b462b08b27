package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.broker.redis.RedisHistory.Entry;
import io.mycostream.gateway.broker.redis.RedisHistory.Stored;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Publication;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Delivers what a history has and this node has not, and tells what neither has. */
final class Filling {

    private final Place place;
    private final Held held;
    private final Expected expected;
    private final PlainIds plainIds;
    private final MessageReader reader;
    private final Tail tail;
    private final BrokerCounters counters;

    Filling(
            Place place,
            Held held,
            Expected expected,
            PlainIds plainIds,
            MessageReader reader,
            Tail tail,
            BrokerCounters counters) {
        this.place = place;
        this.held = held;
        this.expected = expected;
        this.plainIds = plainIds;
        this.reader = reader;
        this.tail = tail;
        this.counters = counters;
    }

    /**
     * Goes on with the history that was known, or with what came after it.
     *
     * @param keeping whether this node keeps anything
     * @param interrupted whether something may have been published while nothing arrived
     * @param lost whether something is missing for certain
     */
    void merge(Stored stored, boolean keeping, boolean interrupted, boolean lost) {
        place.saw(stored);
        // a channel that is known to carry positions only is whole when its offsets are
        boolean provable = place.epoch() != null && !place.isMixed();
        boolean reached = place.isReachedBy(stored);
        GapReason reason =
                lost || !reached ? GapReason.HISTORY_LOST : interrupted && !provable ? GapReason.INTERRUPTED : null;
        Stored missing = held.missingIn(stored, place.top());
        // of what other nodes keep, this one cannot tell what it has delivered when it keeps nothing itself
        List<Entry> missed = missing.entries().stream()
                .filter(entry ->
                        entry.id() == null ? entry.offset() > place.top() : keeping && !plainIds.knows(entry.id()))
                .toList();
        deliver(missed, reason, !provable || !reached);
        place.upTo(missing);
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
        place.endOf(stored);
        place.saw(stored);
        if (common > 0) {
            deliver(entries.subList(common, entries.size()), GapReason.HISTORY_LOST, true);
        } else {
            // nobody knows what is new
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
            Optional<Publication> publication = reader.publication(entry);
            if (entry.isPlain()) {
                reader.mark(entry).ifPresent(expected::add);
            } else {
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
