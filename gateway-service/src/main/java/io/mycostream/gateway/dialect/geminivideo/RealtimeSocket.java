package io.mycostream.gateway.dialect.geminivideo;

import io.mycostream.gateway.transport.WebSockets;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Channels of the client's choice over WebSocket. Who has no token may say with {@code userId} who it is. */
@WebSocket(path = "/ws", endpointId = "geminivideo/ws")
class RealtimeSocket {

    private final WebSockets sockets;
    private final SubscriptionLimit limit;

    RealtimeSocket(WebSockets sockets, SubscriptionLimit limit) {
        this.sockets = sockets;
        this.limit = limit;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        Optional<String> claimed = sockets.parameter(connection, "userId").filter(user -> !user.isEmpty());
        sockets.open(connection, identity -> new SocketConversation(Reader.of(identity, claimed), limit));
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
