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

/** The data of experiments over WebSocket. Connecting is subscribing, here as in the other three. */
@WebSocket(path = "/api/stream/scientific/live", endpointId = "mycosoft/scientific")
class ScientificSocket {

    private final WebSockets sockets;

    ScientificSocket(WebSockets sockets) {
        this.sockets = sockets;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        sockets.openResumable(connection, last -> StreamConversation.scientific(new Client(last, Transport.WEBSOCKET)));
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
