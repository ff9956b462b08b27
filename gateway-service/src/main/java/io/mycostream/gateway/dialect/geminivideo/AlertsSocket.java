package io.mycostream.gateway.dialect.geminivideo;

import io.mycostream.gateway.transport.SocketEndpoint;
import io.mycostream.gateway.transport.WebSockets;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import java.util.Optional;

/** Alerts over WebSocket. Connecting is subscribing. */
@WebSocket(path = "/ws/alerts", endpointId = "geminivideo/alerts")
class AlertsSocket extends SocketEndpoint {

    private final SubscriptionLimit limit;

    AlertsSocket(WebSockets sockets, SubscriptionLimit limit) {
        super(sockets);
        this.limit = limit;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        sockets.open(connection, identity -> new AlertsConversation(Reader.of(identity, Optional.empty()), limit));
    }
}
