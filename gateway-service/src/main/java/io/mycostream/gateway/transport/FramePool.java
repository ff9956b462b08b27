package io.mycostream.gateway.transport;

import io.netty.buffer.PooledByteBufAllocator;

/** The memory outside the heap that all frames of this node come from. */
public final class FramePool {

    private FramePool() {}

    /** Bytes that frames occupy now, whoever holds them, with the rounding of their sizes. */
    public static long used() {
        return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    }

    /** Bytes that the pool has taken from the operating system for them. */
    public static long reserved() {
        return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }
}
