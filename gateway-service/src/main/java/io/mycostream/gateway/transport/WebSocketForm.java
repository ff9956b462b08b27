package io.mycostream.gateway.transport;

import io.mycostream.gateway.stream.Frame;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.WireForm;
import io.mycostream.publisher.wire.RawJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * Messages as WebSocket text frames, RFC 6455 section 5.2. A server's frames carry no mask, so one encoding serves every
 * client.
 *
 * <pre>
 *  byte 0       1        2 .. (3 or 9)
 *       +-------+--------+--------------------------+---------
 *       |  0x81 | length | u16 if 126, u64 if 127   | UTF-8 text
 *       +-------+--------+--------------------------+---------
 * </pre>
 */
enum WebSocketForm implements WireForm {
    TEXT,
    /** For clients that return with the id of what they have seen last: what has an id says it, as {@code message_id}. */
    TEXT_WITH_ID {
        @Override
        String text(Message message) {
            String json = message.json();
            String id = message.id();
            return id == null
                    ? json
                    : json.substring(0, json.length() - 1) + ",\"message_id\":" + RawJson.quote(id) + '}';
        }
    };

    private static final int FINAL_TEXT = 0x81;
    private static final int LONGEST_HEADER = 10;
    private static final int LENGTH_IN_16_BITS = 126;
    private static final int LENGTH_IN_64_BITS = 127;

    @Override
    public Frame encode(Message message) {
        String text = text(message);
        int length = ByteBufUtil.utf8Bytes(text);
        ByteBuf frame = PooledByteBufAllocator.DEFAULT.directBuffer(headerLength(length) + length);
        frame.writeByte(FINAL_TEXT);
        if (length < LENGTH_IN_16_BITS) {
            frame.writeByte(length);
        } else if (length <= 0xFFFF) {
            frame.writeByte(LENGTH_IN_16_BITS).writeShort(length);
        } else {
            frame.writeByte(LENGTH_IN_64_BITS).writeLong(length);
        }
        // told the length, it does not make room for three bytes a character, which would be twice the memory
        ByteBufUtil.reserveAndWriteUtf8(frame, text, length);
        return new NettyFrame(frame);
    }

    String text(Message message) {
        return message.json();
    }

    private static int headerLength(int length) {
        if (length < LENGTH_IN_16_BITS) {
            return 2;
        }
        return length <= 0xFFFF ? 4 : LONGEST_HEADER;
    }
}
