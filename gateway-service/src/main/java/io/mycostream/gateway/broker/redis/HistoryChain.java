package io.mycostream.gateway.broker.redis;

import org.jspecify.annotations.Nullable;

/**
 * Finds out whether entries read newest first, without exception, are all that there ever were.
 *
 * <p>The SDK's offsets have no gaps. Where its entry is the next one, plain entries between may have been trimmed; so each
 * plain entry names the one before it, and the meta names the latest.
 */
final class HistoryChain {

    private final long top;
    private @Nullable EntryId reached;
    private @Nullable EntryId plainExpected;
    private boolean broken;

    HistoryChain(HistoryPart newest) {
        top = newest.top();
        plainExpected = newest.plain();
    }

    void add(StoredEntry entry) {
        EntryId id = entry.id();
        broken |= reached == null ? id.offset() != top : !reached.follows(id);
        reached = id;
        if (entry.isPlain()) {
            broken |= !id.equals(plainExpected);
            plainExpected = entry.plainBefore();
        }
    }

    /** Notes an entry that cannot be read. */
    void addUnreadable() {
        broken = true;
    }

    /** Whether nothing is missing between the latest publication and that place. */
    boolean reaches(EntryId place) {
        boolean published = reached == null ? top == place.offset() : reached.follows(place);
        boolean plain = plainExpected == null || plainExpected.compareTo(place) <= 0;
        return !broken && published && plain;
    }
}
