package io.mycostream.gateway.transport;

import io.mycostream.gateway.stream.Frame;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.WireForm;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Messages as server-sent events. Over HTTP/1.1 each event is one chunk of the chunked transfer coding, framing included,
 * so that one encoding serves every client; HTTP/2 frames it itself.
 */
enum SseForm implements WireForm {
    CHUNK {
        @Override
        ByteBuf wire(byte[] event) {
            byte[] size = Integer.toHexString(event.length).getBytes(StandardCharsets.US_ASCII);
            ByteBuf chunk = PooledByteBufAllocator.DEFAULT.directBuffer(size.length + event.length + 4);
            return chunk.writeBytes(size).writeBytes(LINE_END).writeBytes(event).writeBytes(LINE_END);
        }
    },
    BARE {
        @Override
        ByteBuf wire(byte[] event) {
            return PooledByteBufAllocator.DEFAULT.directBuffer(event.length).writeBytes(event);
        }
    };

    private static final byte[] LINE_END = {'\r', '\n'};

    abstract ByteBuf wire(byte[] event);

    @Override
    public Frame encode(Message message) {
        return new NettyFrame(wire(text(message).getBytes(StandardCharsets.UTF_8)));
    }

    /** A comment: it says nothing and keeps proxies from taking the silence for an end. */
    Frame comment(Instant now) {
        return new NettyFrame(wire((": keep-alive " + now + "\n\n").getBytes(StandardCharsets.US_ASCII)));
    }

    static String text(Message message) {
        StringBuilder event = new StringBuilder(message.json().length() + 96);
        String id = message.id();
        if (id != null) {
            // a line break would end the field and let a publisher write fields of its own, a NUL voids the id
            event.append("id: ").append(withoutBreaks(id, "")).append('\n');
        }
        if (message.event() != null) {
            event.append("event: ").append(message.event()).append('\n');
        }
        // line breaks of JSON stand between its tokens only, where a blank means the same
        event.append("data: ").append(withoutBreaks(message.json(), " ")).append('\n');
        if (message.retryMillis() > 0) {
            event.append("retry: ").append(message.retryMillis()).append('\n');
        }
        return event.append('\n').toString();
    }

    private static String withoutBreaks(String text, String replacement) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r' || c == 0) {
                return text.replace("\n", replacement)
                        .replace("\r", replacement)
                        .replace("\0", replacement);
            }
        }
        return text;
    }
}
