package io.mycostream.gateway.transport;

import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.buffer.Buffer;

/** What every WebSocket endpoint has in common: frames go to the session of their connection. Opening that is the endpoint's. */
public abstract class SocketEndpoint {

    protected final WebSockets sockets;

    protected SocketEndpoint(WebSockets sockets) {
        this.sockets = sockets;
    }

    @OnTextMessage
    @NonBlocking
    public void receive(String frame, WebSocketConnection connection) {
        sockets.receive(connection, frame);
    }

    /** A binary frame that holds JSON counts as text. */
    @OnBinaryMessage
    @NonBlocking
    public void receive(Buffer frame, WebSocketConnection connection) {
        sockets.receive(connection, frame.toString());
    }
}
