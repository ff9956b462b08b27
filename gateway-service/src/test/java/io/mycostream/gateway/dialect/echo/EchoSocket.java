package io.mycostream.gateway.dialect.echo;

import io.mycostream.gateway.transport.WebSockets;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.PathParam;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;

/** The echo over WebSocket. */
@WebSocket(path = "/echo/{channel}", endpointId = "echo/channels")
class EchoSocket {

    private final WebSockets sockets;

    EchoSocket(WebSockets sockets) {
        this.sockets = sockets;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection, @PathParam("channel") String channel) {
        sockets.open(connection, _ -> new EchoConversation(channel));
    }

    @OnTextMessage
    @NonBlocking
    void receive(String frame, WebSocketConnection connection) {
        sockets.receive(connection, frame);
    }
}
