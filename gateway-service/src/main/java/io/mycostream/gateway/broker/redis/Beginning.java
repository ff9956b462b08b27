package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.broker.redis.RedisHistory.Entry;
import io.mycostream.gateway.broker.redis.RedisHistory.Stored;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.StreamPosition;
import java.util.List;
import java.util.Optional;

/** The first look at a channel's history: nobody listens yet, and nothing is new. */
final class Beginning {

    private final Place place;
    private final Held held;
    private final Overlap overlap;
    private final MessageReader reader;
    private final Tail tail;

    Beginning(Place place, Held held, Overlap overlap, MessageReader reader, Tail tail) {
        this.place = place;
        this.held = held;
        this.overlap = overlap;
        this.reader = reader;
        this.tail = tail;
    }

    void with(Stored found) {
        Stored stored = held.missingIn(found, 0);
        place.endOf(stored);
        place.saw(stored);
        List<Entry> before = overlap.leaveOutAtEnd(found.entries(), stored.top()).stream()
                .filter(entry -> entry.after() <= stored.top())
                .toList();
        startBefore(stored, before);
        long reached = keep(before);
        if (place.isMixed() || (reached >= 0 && reached != stored.top())) {
            // of plain ones nobody knows whether one was missed before this node listened
            tail.keepGap();
        }
    }

    private void startBefore(Stored stored, List<Entry> entries) {
        String epoch = stored.epoch();
        if (epoch == null) {
            return;
        }
        if (entries.isEmpty()) {
            tail.keepBehind(new StreamPosition(stored.top(), epoch));
        } else if (!entries.getFirst().isPlain()) {
            tail.keepBehind(new StreamPosition(entries.getFirst().offset() - 1, epoch));
        }
    }

    /** Keeps the entries and returns the offset they come to; -1 if there are none. */
    private long keep(List<Entry> entries) {
        long reached = -1;
        for (Entry entry : entries) {
            Optional<Publication> publication = reader.publication(entry);
            boolean skipped = !entry.isPlain() && reached >= 0 && entry.offset() != reached + 1;
            if (publication.isEmpty() || skipped) {
                tail.keepGap();
            }
            publication.ifPresent(tail::keep);
            reached = entry.isPlain() ? Math.max(reached, entry.after()) : entry.offset();
            if (!entry.isPlain() && entry.offset() == place.top()) {
                place.filledTo(entry.offset(), publication.map(Publication::id).orElse(null));
            }
        }
        return reached;
    }
}
