package io.mycostream.gateway.transport;

import io.mycostream.gateway.stream.Frame;
import io.netty.buffer.ByteBuf;

/** A frame in memory outside the heap, where the socket takes it from without a copy. */
final class NettyFrame implements Frame {

    /**
     * This object, the buffer and its recycler's handle: 16, 88 and 24 bytes, as a class histogram shows them. Half as much again for
     * memory that comes in pages and is full only in part.
     */
    private static final int OBJECT_BYTES = 192;

    private final ByteBuf bytes;

    NettyFrame(ByteBuf bytes) {
        this.bytes = bytes;
    }

    /** A view of the bytes with read positions of its own; whoever writes it uses up one reference of this frame. */
    ByteBuf view() {
        return bytes.duplicate();
    }

    @Override
    public int length() {
        return bytes.readableBytes();
    }

    @Override
    public int cost() {
        int place = bytes.writerIndex() + bytes.maxFastWritableBytes();
        // places of one size do not fill the chunks in which the pool takes its memory
        return OBJECT_BYTES + place + place / 8;
    }

    @Override
    public void retain() {
        bytes.retain();
    }

    @Override
    public void release() {
        bytes.release();
    }
}
