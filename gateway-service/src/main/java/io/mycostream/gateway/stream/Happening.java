package io.mycostream.gateway.stream;

/**
 * What waits in the queue of an event loop. There is one queue, because the order matters: who joins between two
 * publications gets the second and not the first, and a gap is told where it is.
 */
sealed interface Happening permits Broadcast, Happening.Joined, Happening.Gap, Happening.Leaving {

    /** Approximate size in memory while it waits, for bounds. */
    default int weight() {
        return 0;
    }

    /** The subscriptions of a session's turn are in force from here on. */
    record Joined(Joining joining, Recovery recovery) implements Happening {}

    /** Publications of this channel may be missing here. */
    record Gap(Channel channel, GapReason reason) implements Happening {}

    /** A session is let go, after everything that was received before. */
    record Leaving(Session session) implements Happening {}
}
