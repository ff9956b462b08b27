package io.mycostream.gateway.dialect.mas;

import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.transport.SocketEndpoint;
import io.mycostream.gateway.transport.WebSockets;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;

/** How the agents are, over WebSocket. */
@WebSocket(path = "/ws/topology", endpointId = "mycosoft/topology")
class TopologySocket extends SocketEndpoint {

    private final Agents agents;

    TopologySocket(WebSockets sockets, Agents agents) {
        super(sockets);
        this.agents = agents;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        sockets.openResumable(
                connection, last -> new TopologyConversation(agents, new Client(last, Transport.WEBSOCKET)));
    }
}
