package io.mycostream.gateway.dialect.mas;

import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.transport.SocketEndpoint;
import io.mycostream.gateway.transport.WebSockets;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;

/** Aircraft, vessels, satellites and weather over WebSocket; the parameter {@code category} chooses one of them. */
@WebSocket(path = "/api/crep/stream", endpointId = "mycosoft/crep")
class CrepSocket extends SocketEndpoint {

    CrepSocket(WebSockets sockets) {
        super(sockets);
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        String category = sockets.parameter(connection, "category").orElse("");
        sockets.openResumable(
                connection, last -> new CrepConversation(category, new Client(last, Transport.WEBSOCKET)));
    }
}
