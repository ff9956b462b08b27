package io.mycostream.gateway.transport;

/** How the bytes that may wait for one connection are shared between its outbox and what its link has taken already. */
final class WaitingBytes {

    /**
     * A link takes 64 KiB before it says that it takes no more, around short frames there is twice as much again, and memory
     * comes in chunks and pages that are full only in part.
     */
    private static final long LINK = 6 << 16;

    private WaitingBytes() {}

    /** The part of the outbox: all but the link's, and at least half. */
    static long outbox(long queueBytes) {
        return queueBytes - Math.min(LINK, queueBytes / 2);
    }
}
