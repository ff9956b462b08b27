package io.mycostream.gateway.transport;

import io.mycostream.gateway.stream.ClientLink;
import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.Frame;
import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.stream.WireForm;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.quarkus.websockets.next.WebSocketConnection;
import java.time.Instant;

/**
 * A WebSocket client. Frames go straight to the Netty channel: encoded once for all clients, many of them for one system
 * call. Opening and closing stay with WebSockets Next.
 */
final class WebSocketLink implements ClientLink {

    private final Channel channel;
    private final WebSocketConnection connection;
    private final WebSocketForm form;

    WebSocketLink(Channel channel, WebSocketConnection connection, WebSocketForm form) {
        this.channel = channel;
        this.connection = connection;
        this.form = form;
    }

    @Override
    public Transport transport() {
        return Transport.WEBSOCKET;
    }

    @Override
    public WireForm form() {
        return form;
    }

    @Override
    public void open() {
        // it is: a browser learns only from a WebSocket that was accepted why it is closed
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public void write(Frame frame) {
        channel.write(((NettyFrame) frame).view(), channel.voidPromise());
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void ping(Instant now) {
        channel.writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER), channel.voidPromise());
    }

    @Override
    public void close(CloseReason reason) {
        if (!channel.isActive()) {
            return;
        }
        close(channel, connection, reason);
    }

    static void close(Channel channel, WebSocketConnection connection, CloseReason reason) {
        connection
                .close(new io.quarkus.websockets.next.CloseReason(reason.webSocketCode(), reason.text()))
                .subscribe()
                .with(_ -> {}, _ -> Farewell.cut(channel));
        Farewell.before(channel);
    }
}
