package io.mycostream.gateway.dialect.ciris;

import io.mycostream.gateway.transport.WebSockets;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;

/** What the agent hears and says. */
@WebSocket(path = "/v1/stream/messages", endpointId = CirisApi.MESSAGES)
class MessagesSocket extends CirisSocket {

    MessagesSocket(WebSockets sockets, CirisConfig config) {
        super(sockets, config);
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        open(connection, CirisStream.MESSAGE);
    }
}
