package io.mycostream.ingest.telemetry;

import io.mycostream.publisher.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** What of the events on disk has to be known in memory: whose they are, and the ids of the last. One thread's. */
final class FoundEvents {

    private final Map<String, Integer> sources = new HashMap<>();
    private final Deque<String> ids = new ArrayDeque<>();
    private int count;

    void add(Event event) {
        count++;
        sources.merge(Handed.sourceOf(event), 1, Integer::sum);
        if (ids.size() == RecentIds.CAPACITY) {
            ids.removeFirst();
        }
        ids.addLast(event.messageId());
    }

    int count() {
        return count;
    }

    /** Returns how many there are of each source. */
    Map<String, Integer> sources() {
        return sources;
    }

    /** Returns the ids of the last of them. */
    Deque<String> ids() {
        return ids;
    }
}
