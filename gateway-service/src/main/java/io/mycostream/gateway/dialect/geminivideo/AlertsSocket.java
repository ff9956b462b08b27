package io.mycostream.gateway.dialect.geminivideo;

import io.mycostream.gateway.transport.WebSockets;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Alerts over WebSocket. Connecting is subscribing. */
@WebSocket(path = "/ws/alerts", endpointId = "geminivideo/alerts")
class AlertsSocket {

    private final WebSockets sockets;
    private final SubscriptionLimit limit;

    AlertsSocket(WebSockets sockets, SubscriptionLimit limit) {
        this.sockets = sockets;
        this.limit = limit;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        sockets.open(connection, identity -> new AlertsConversation(Reader.of(identity, Optional.empty()), limit));
    }

    @OnTextMessage
    @NonBlocking
    void receive(String frame, WebSocketConnection connection) {
        sockets.receive(connection, frame);
    }

    @OnBinaryMessage
    @NonBlocking
    void receive(Buffer frame, WebSocketConnection connection) {
        sockets.receive(connection, frame.toString());
    }
}
