package io.mycostream.gateway.stream;

/**
 * A place in a channel's history: the {@code offset} of a publication within one {@code epoch}.
 *
 * <p>Offsets grow by exactly one per publication. The epoch names one lifetime of the history and changes when the history
 * is lost, for example when Redis restarts empty; offsets of different epochs say nothing about each other.
 *
 * @param offset publications so far, this one included; 0 is the position before the first publication
 * @param epoch opaque token, equal for as long as offsets can be compared; not empty
 */
public record StreamPosition(long offset, String epoch) {

    public StreamPosition {
        if (offset < 0) {
            throw new IllegalArgumentException("offset must not be negative: " + offset);
        }
        if (epoch.isEmpty()) {
            throw new IllegalArgumentException("epoch must not be empty");
        }
    }
}
