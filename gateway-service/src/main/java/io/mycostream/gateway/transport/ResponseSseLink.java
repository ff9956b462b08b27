package io.mycostream.gateway.transport;

import io.mycostream.gateway.stream.ClientLink;
import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.Frame;
import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.stream.WireForm;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Instant;

/** An SSE client over HTTP/2, where many streams share a connection, or over HTTP/1.0: Vert.x writes what it is given. */
final class ResponseSseLink implements ClientLink {

    /** RFC 9113 section 7: the stream is no longer needed. */
    static final long CANCEL = 0x8;

    private final Channel channel;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private boolean opened;

    ResponseSseLink(Channel channel, HttpServerRequest request) {
        this.channel = channel;
        this.request = request;
        this.response = request.response();
    }

    @Override
    public Transport transport() {
        return Transport.SSE;
    }

    @Override
    public WireForm form() {
        return SseForm.BARE;
    }

    @Override
    public void open() {
        opened = true;
        EventStreams.head(response);
        if (request.version() == HttpVersion.HTTP_2) {
            response.writeHead();
        } else {
            // proxies speak HTTP/1.0 by default; for want of a length Vert.x sends its head with the first data only
            response.putHeader("Connection", "close").write(Buffer.buffer());
        }
    }

    @Override
    public boolean writable() {
        return !response.writeQueueFull();
    }

    @Override
    public void write(Frame frame) {
        // a copy: when Vert.x lets go of a buffer it was given is its own affair
        byte[] event = ByteBufUtil.getBytes(((NettyFrame) frame).view());
        frame.release();
        response.write(Buffer.buffer(event));
    }

    @Override
    public void flush() {
        // Vert.x flushes HTTP/2 data at the end of the event loop's turn
    }

    @Override
    public void ping(Instant now) {
        write(SseForm.BARE.comment(now));
    }

    @Override
    public void close(CloseReason reason) {
        if (response.ended() || response.closed()) {
            return;
        }
        if (!opened) {
            Refusals.answer(response, reason);
        } else if (request.version() != HttpVersion.HTTP_2) {
            // nothing but the end of the connection tells an HTTP/1.0 client that the body is over
            response.end().onComplete(_ -> request.connection().close());
            Farewell.before(channel);
        } else if (response.writeQueueFull()) {
            // a stream that was ended cannot be reset any more, so it is ended only when its client takes that
            response.drainHandler(_ -> response.end());
            Farewell.before(channel, () -> {
                if (!response.ended() && !response.closed()) {
                    response.reset(CANCEL);
                }
            });
        } else {
            response.end();
        }
    }
}
