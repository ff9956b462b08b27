package io.mycostream.gateway.autobahn;

import io.mycostream.gateway.transport.WebSockets;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.buffer.Buffer;

/**
 * Sends back what it gets. Text takes the way of every client's messages, through a session and its link; binary, which no
 * API sends, is answered here.
 */
@WebSocket(path = "/ws/echo", endpointId = "mycosoft/echo")
class EchoSocket {

    private final WebSockets sockets;

    EchoSocket(WebSockets sockets) {
        this.sockets = sockets;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        sockets.open(connection, _ -> new EchoConversation());
    }

    @OnTextMessage
    @NonBlocking
    void receive(String frame, WebSocketConnection connection) {
        sockets.receive(connection, frame);
    }

    @OnBinaryMessage
    @NonBlocking
    Buffer echo(Buffer frame) {
        return frame;
    }
}
