package io.mycostream.gateway.transport;

import io.mycostream.gateway.stream.ClientLink;
import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.Frame;
import io.mycostream.gateway.stream.Session;
import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.stream.WireForm;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;

/**
 * An SSE client over HTTP/1.1. Events are chunks already framed, so they enter the pipeline behind the encoder, which
 * would frame them again.
 */
final class ChunkedSseLink implements ClientLink {

    private final Channel channel;
    private final ChannelHandlerContext behindEncoder;
    private final HttpServerResponse response;
    private boolean opened;

    ChunkedSseLink(Channel channel, HttpServerResponse response) {
        this.channel = channel;
        this.behindEncoder = channel.pipeline().context("httpEncoder");
        this.response = response;
    }

    @Override
    public void open() {
        EventStreams.head(response).setChunked(true).writeHead();
        if (channel.pipeline().get("idle") != null) {
            // it does not see what is written behind it, and would cut a stream it takes for idle; heartbeats and the
            // session's own idle timeout look after this connection
            channel.pipeline().remove("idle");
        }
        opened = true;
    }

    /** Has the session told when the connection takes more again. */
    void watch(Session session) {
        channel.pipeline().addBefore("handler", null, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelWritabilityChanged(ChannelHandlerContext context) {
                if (context.channel().isWritable()) {
                    session.becameWritable();
                }
                context.fireChannelWritabilityChanged();
            }
        });
    }

    @Override
    public Transport transport() {
        return Transport.SSE;
    }

    @Override
    public WireForm form() {
        return SseForm.CHUNK;
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public void write(Frame frame) {
        behindEncoder.write(((NettyFrame) frame).view(), channel.voidPromise());
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void ping(Instant now) {
        write(SseForm.CHUNK.comment(now));
        flush();
    }

    @Override
    public void close(CloseReason reason) {
        if (!opened) {
            Refusals.answer(response, reason);
            return;
        }
        if (channel.isActive() && !response.ended()) {
            // the pipeline was changed for this stream, so the connection is not used again
            response.end().onComplete(_ -> channel.close());
            Farewell.before(channel);
        }
    }
}
