package io.mycostream.gateway.broker.redis;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The id of an entry in a history stream.
 *
 * @param offset of the SDK's publication that was the latest when the entry was made, or that it is itself
 * @param number 0 for the SDK's publication itself, 1, 2, ... for the plain ones entered after it
 */
record EntryId(long offset, long number) implements Comparable<EntryId> {

    /** Reads {@code <offset>-<number>}; empty if it is absent, or larger than any that is given. */
    static Optional<EntryId> parse(@Nullable String id) {
        int dash = id == null ? -1 : id.indexOf('-');
        if (id == null || dash < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new EntryId(Long.parseLong(id.substring(0, dash)), Long.parseLong(id.substring(dash + 1))));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** Whether nothing can have stood between that entry and this one. */
    boolean follows(EntryId earlier) {
        return offset == earlier.offset ? number == earlier.number + 1 : offset == earlier.offset + 1 && number == 0;
    }

    @Override
    public int compareTo(EntryId other) {
        int byOffset = Long.compare(offset, other.offset);
        return byOffset != 0 ? byOffset : Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return offset + "-" + number;
    }
}
