package io.mycostream.gateway.broker.redis;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntSupplier;

/**
 * The ids of one channel's publications without a position: which of them are known, and how a text that has none is
 * called that is said once more. Bounded. Not for use by several threads at once.
 */
final class PlainIds {

    private final RecentIds known;
    private final IntSupplier first;

    /** The number of each text's latest id, the text that was said longest ago first. */
    private final Map<UUID, Integer> occurrences;

    /** Those of them that were said more than once. */
    private final Set<UUID> repeated = new HashSet<>();

    /**
     * Creates an empty collection.
     *
     * @param most ids, and texts, that are remembered
     * @param first the number of a text that is not remembered; it grows with time, so that a text that has been forgotten
     *     meanwhile gets none of its ids a second time: a client that has the old one would be taken for up to date
     */
    PlainIds(int most, IntSupplier first) {
        this.first = first;
        known = new RecentIds(most);
        occurrences = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<UUID, Integer> eldest) {
                boolean tooMany = size() > most;
                if (tooMany) {
                    repeated.remove(eldest.getKey());
                }
                return tooMany;
            }
        };
    }

    boolean knows(String id) {
        return known.contains(id);
    }

    void add(String id) {
        known.add(id);
    }

    /** Notes the id that a text has in a history, so that the count goes on from there. */
    void add(String id, UUID ofText) {
        known.add(id);
        int occurrence = PublicationId.occurrence(ofText, id);
        if (occurrence > 0) {
            said(ofText, Math.max(occurrence, occurrences.getOrDefault(ofText, 0)));
        }
    }

    /** Calls a text that has been said once more by its next id, and notes that. */
    String next(UUID ofText) {
        int occurrence = Math.max(occurrences.getOrDefault(ofText, 0) + 1, first.getAsInt());
        String id = PublicationId.made(ofText, occurrence);
        while (known.contains(id)) {
            id = PublicationId.made(ofText, ++occurrence);
        }
        said(ofText, occurrence);
        known.add(id);
        return id;
    }

    /** Of several with this text nobody knows which one an id names. */
    void doubt(UUID ofText) {
        if (occurrences.containsKey(ofText)) {
            repeated.add(ofText);
        }
    }

    private void said(UUID ofText, int occurrence) {
        if (occurrences.put(ofText, occurrence) != null) {
            repeated.add(ofText);
        }
    }

    /**
     * Whether an id may name another publication on another node: one of several with this text, of which a node that was
     * deaf for a while has counted fewer.
     */
    boolean isAmbiguous(String id) {
        return PublicationId.textOf(id).filter(repeated::contains).isPresent();
    }
}
