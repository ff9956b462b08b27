package io.mycostream.gateway.broker.redis;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What waits to be written, the last word for each field: a flood about few fields takes the room of those. Bounded; beyond
 * that the oldest gives way. Safe for use by many threads.
 */
final class LatestWrites {

    /** Where something is kept. */
    record Place(String hash, String field) {}

    private final int most;

    /** What to write there; empty to remove it. Guarded by this. */
    private Map<Place, Optional<Supplier<String>>> waiting = new LinkedHashMap<>();

    LatestWrites(int most) {
        this.most = most;
    }

    /** Adds a word; returns how many gave way to it. */
    synchronized int add(Place place, Optional<Supplier<String>> text) {
        waiting.put(place, text);
        return shrink();
    }

    /** Takes everything. */
    synchronized Map<Place, Optional<Supplier<String>>> take() {
        Map<Place, Optional<Supplier<String>>> taken = waiting;
        waiting = new LinkedHashMap<>();
        return taken;
    }

    /** Takes back what could not be written, where nothing newer waits; returns how many gave way. */
    synchronized int putBack(Map<Place, Optional<Supplier<String>>> unwritten) {
        Map<Place, Optional<Supplier<String>>> newer = waiting;
        waiting = new LinkedHashMap<>(unwritten);
        waiting.putAll(newer);
        return shrink();
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    private int shrink() {
        int gaveWay = 0;
        for (; waiting.size() > most; gaveWay++) {
            waiting.remove(waiting.keySet().iterator().next());
        }
        return gaveWay;
    }
}
