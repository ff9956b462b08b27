package io.mycostream.gateway.transport;

/** How the bytes that may wait for one connection are shared between its outbox and what its link has taken already. */
final class WaitingBytes {

    /** A link takes 64 KiB before it says that it takes no more, and around short frames there is twice as much again. */
    private static final long LINK = 3 << 16;

    private WaitingBytes() {}

    /** The part of the outbox: all but the link's, and at least half. */
    static long outbox(long queueBytes) {
        return queueBytes - Math.min(LINK, queueBytes / 2);
    }
}
