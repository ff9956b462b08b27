package io.mycostream.gateway.dialect.mas;

import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.transport.WebSockets;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.buffer.Buffer;

/** Aircraft, vessels, satellites and weather over WebSocket; the parameter {@code category} chooses one of them. */
@WebSocket(path = "/api/crep/stream", endpointId = "mycosoft/crep")
class CrepSocket {

    private final WebSockets sockets;

    CrepSocket(WebSockets sockets) {
        this.sockets = sockets;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        String category = sockets.parameter(connection, "category").orElse("");
        sockets.openResumable(
                connection, last -> new CrepConversation(category, new Client(last, Transport.WEBSOCKET)));
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
