package io.mycostream.gateway.transport;

import io.mycostream.gateway.stream.Frame;
import io.netty.buffer.ByteBuf;

/** A frame in memory outside the heap, where the socket takes it from without a copy. */
final class NettyFrame implements Frame {

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
    public void retain() {
        bytes.retain();
    }

    @Override
    public void release() {
        bytes.release();
    }
}
