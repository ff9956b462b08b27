package io.mycostream.gateway.transport;

import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.Session;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches what one WebSocket client sends, before anything else sees it: that it is there, that it does not flood us, that
 * no message, fragments added up, is larger than the limit, that its text is UTF-8. Also passes on that the connection takes
 * more again.
 *
 * <p>Sits in the pipeline in front of Vert.x, whose own limit on a message ends the connection without a close code.
 */
final class InboundFrames extends ChannelInboundHandlerAdapter {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int maxMessageBytes;
    private final int framesPerSecond;
    private final Utf8Check utf8 = new Utf8Check();
    private final MessageBeginning beginning = new MessageBeginning();
    private @Nullable Session session;
    private boolean text;
    private long messageBytes;
    private long secondStarted;
    private int framesThisSecond;
    private @Nullable CloseReason ending;

    InboundFrames(int maxMessageBytes, int framesPerSecond) {
        this.maxMessageBytes = maxMessageBytes;
        this.framesPerSecond = framesPerSecond;
    }

    /** From now on this session is told; frames are watched from the first one on. */
    void session(Session opened) {
        session = opened;
        if (ending != null) {
            // its first frames were here before the session was
            opened.close(ending);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof WebSocketFrame frame)) {
            context.fireChannelRead(message);
        } else if (!passes(frame)) {
            frame.release();
        } else if (isData(frame)) {
            beginning.of(frame).ifPresent(context::fireChannelRead);
        } else {
            context.fireChannelRead(frame);
        }
    }

    private boolean passes(WebSocketFrame frame) {
        if (ending != null) {
            return frame instanceof CloseWebSocketFrame;
        }
        if (session != null) {
            session.seen();
            if (frame instanceof PongWebSocketFrame) {
                session.answeredPing();
            }
        }
        if (isFlood()) {
            end(CloseReason.MESSAGE_RATE);
        } else if (frame.rsv() != 0) {
            // these bits belong to extensions, and none was agreed on
            end(CloseReason.PROTOCOL_VIOLATION);
        } else if (isData(frame)) {
            look(frame);
        }
        return ending == null;
    }

    /** Control frames may stand between the fragments of a message, and belong to none. */
    private static boolean isData(WebSocketFrame frame) {
        return frame instanceof TextWebSocketFrame
                || frame instanceof BinaryWebSocketFrame
                || frame instanceof ContinuationWebSocketFrame;
    }

    private void look(WebSocketFrame fragment) {
        if (!(fragment instanceof ContinuationWebSocketFrame)) {
            text = fragment instanceof TextWebSocketFrame;
            messageBytes = 0;
        }
        messageBytes += fragment.content().readableBytes();
        if (messageBytes > maxMessageBytes) {
            end(CloseReason.MESSAGE_TOO_LARGE);
        } else if (text && !utf8.accepts(fragment.content(), fragment.isFinalFragment())) {
            end(CloseReason.INVALID_TEXT);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (session != null && context.channel().isWritable()) {
            session.becameWritable();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            boolean tooLarge = corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG);
            end(tooLarge ? CloseReason.MESSAGE_TOO_LARGE : CloseReason.PROTOCOL_VIOLATION);
            hangUp(context);
        } else if (cause instanceof IOException) {
            // the client vanished: that happens every day, and above it would be logged as an error
            context.close();
        } else {
            context.fireExceptionCaught(cause);
        }
    }

    /**
     * Behind a broken frame nothing is decoded any more, the client's close frame neither. The client is told at once that
     * nothing follows ours, and gets a moment to read it, because data unread at the end would make the kernel take it back.
     */
    private static void hangUp(ChannelHandlerContext context) {
        if (context.channel() instanceof DuplexChannel duplex) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> duplex.shutdownOutput());
        }
        context.executor().schedule(() -> context.close(), 1, TimeUnit.SECONDS);
    }

    private boolean isFlood() {
        long now = System.nanoTime();
        if (now - secondStarted >= SECOND) {
            secondStarted = now;
            framesThisSecond = 0;
        }
        return ++framesThisSecond > framesPerSecond;
    }

    private void end(CloseReason reason) {
        ending = reason;
        if (session != null) {
            session.close(reason);
        }
    }
}
