package io.mycostream.gateway.dialect.greenlang;

import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Publication;

/**
 * An event that is kept for replay, the same in all its streams.
 *
 * @param id as clients send it back: what an {@code id:} line and a header cannot carry is not in it
 * @param number grows with the order of the events on this node; those that were restored at the start have the time of their
 *     publication in it, and stand before all others
 * @param restored whether it was read from a channel's history at the start
 * @param since number from which on events of other channels may have been heard in another order elsewhere; its own number
 *     when none may
 */
record Kept(Publication publication, String id, long number, boolean restored, long since) {

    /** Since when nobody knows. */
    static final long EVER = Long.MIN_VALUE;

    /** What an event costs besides its payload, roughly. */
    private static final int OVERHEAD = 256;

    static Kept heard(Publication publication, long number, long since) {
        return new Kept(publication, idOnTheWire(publication.id()), number, false, since);
    }

    /**
     * One of a channel's history.
     *
     * @param placed whether the publisher's time was legible, so that the number says when it was
     */
    static Kept restored(Publication publication, long number, boolean placed) {
        return new Kept(publication, idOnTheWire(publication.id()), number, true, placed ? number : EVER);
    }

    /** Whether anything is known of its place among the events of other channels. */
    boolean isPlaced() {
        return since != EVER;
    }

    Channel channel() {
        return publication.channel();
    }

    /** Bytes of memory, roughly. */
    long weight() {
        return OVERHEAD + (long) publication.payload().length();
    }

    /** The id as it comes back from a client that was told this one. */
    static String idOnTheWire(String id) {
        return id.replace("\n", "").replace("\r", "").replace("\0", "").strip();
    }
}
