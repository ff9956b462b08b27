package io.mycostream.gateway.dialect.ciris;

import io.mycostream.gateway.transport.WebSockets;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;

/** Whichever streams the client asks for. */
@WebSocket(path = "/v1/stream/all", endpointId = CirisApi.ALL)
class AllSocket extends CirisSocket {

    AllSocket(WebSockets sockets, CirisConfig config) {
        super(sockets, config);
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        sockets.open(connection, identity -> new ChosenStreams(identity, config.subscribeTimeout()));
    }
}
