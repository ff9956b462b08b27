package io.mycostream.gateway.dialect.geminivideo;

import io.mycostream.gateway.transport.SocketEndpoint;
import io.mycostream.gateway.transport.WebSockets;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import java.util.Optional;

/** Channels of the client's choice over WebSocket. Who has no token may say with {@code userId} who it is. */
@WebSocket(path = "/ws", endpointId = "geminivideo/ws")
class RealtimeSocket extends SocketEndpoint {

    private final SubscriptionLimit limit;

    RealtimeSocket(WebSockets sockets, SubscriptionLimit limit) {
        super(sockets);
        this.limit = limit;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        Optional<String> claimed = sockets.parameter(connection, "userId").filter(user -> !user.isEmpty());
        sockets.open(connection, identity -> new SocketConversation(Reader.of(identity, claimed), limit));
    }
}
