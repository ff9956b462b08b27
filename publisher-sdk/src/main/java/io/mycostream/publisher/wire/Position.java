package io.mycostream.publisher.wire;

/**
 * A place in a channel's history: the {@code offset} of a publication within one {@code epoch}.
 *
 * <p>Offsets grow by exactly one per publication. The epoch names one lifetime of the history and changes when the
 * history is lost, for example when Redis restarts empty. Offsets of different epochs say nothing about each other.
 *
 * @param epoch opaque token, equal for as long as offsets can be compared
 * @param offset publications so far, this one included; 0 is the position before the first publication
 */
public record Position(String epoch, long offset) {

    public Position {
        if (epoch.isEmpty()) {
            throw new IllegalArgumentException("epoch must not be empty");
        }
        if (offset < 0) {
            throw new IllegalArgumentException("offset must not be negative: " + offset);
        }
    }
}
