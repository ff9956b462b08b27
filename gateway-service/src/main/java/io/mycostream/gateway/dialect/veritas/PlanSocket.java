package io.mycostream.gateway.dialect.veritas;

import io.mycostream.gateway.transport.SocketEndpoint;
import io.mycostream.gateway.transport.WebSockets;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.PathParam;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import java.util.Optional;

/** Plans over WebSocket. The path names the client; the parameter {@code plan_id} the plan that it hears from the start. */
@WebSocket(path = "/api/v1/streaming/ws/{client_id}", endpointId = PlanSocket.ENDPOINT)
class PlanSocket extends SocketEndpoint {

    static final String ENDPOINT = VeritasApi.NAME + "/plans";

    private final VeritasConfig config;
    private final ConnectedClients clients;

    PlanSocket(WebSockets sockets, VeritasConfig config, ConnectedClients clients) {
        super(sockets);
        this.config = config;
        this.clients = clients;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection, @PathParam("client_id") String clientId) {
        // an empty one is none
        Optional<String> plan = sockets.parameter(connection, "plan_id").filter(named -> !named.isEmpty());
        sockets.open(
                connection,
                identity ->
                        new PlanConversation(clientId, identity.user(), plan, config.plansPerConnection(), clients));
    }
}
