package io.mycostream.gateway.dialect.mas;

import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.transport.SocketEndpoint;
import io.mycostream.gateway.transport.WebSockets;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;

/** The data of experiments over WebSocket. Connecting is subscribing, here as in the other three. */
@WebSocket(path = "/api/stream/scientific/live", endpointId = "mycosoft/scientific")
class ScientificSocket extends SocketEndpoint {

    ScientificSocket(WebSockets sockets) {
        super(sockets);
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        sockets.openResumable(connection, last -> StreamConversation.scientific(new Client(last, Transport.WEBSOCKET)));
    }
}
