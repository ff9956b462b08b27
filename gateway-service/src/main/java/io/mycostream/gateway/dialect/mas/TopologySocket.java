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

/** How the agents are, over WebSocket. */
@WebSocket(path = "/ws/topology", endpointId = "mycosoft/topology")
class TopologySocket {

    private final WebSockets sockets;
    private final Agents agents;

    TopologySocket(WebSockets sockets, Agents agents) {
        this.sockets = sockets;
        this.agents = agents;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        sockets.openResumable(
                connection, last -> new TopologyConversation(agents, new Client(last, Transport.WEBSOCKET)));
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
