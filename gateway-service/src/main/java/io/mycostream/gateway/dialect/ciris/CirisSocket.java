package io.mycostream.gateway.dialect.ciris;

import io.mycostream.gateway.transport.SocketEndpoint;
import io.mycostream.gateway.transport.WebSockets;
import io.quarkus.websockets.next.WebSocketConnection;

/** What the endpoints of CIRIS have in common: four of them hear one stream each. */
abstract class CirisSocket extends SocketEndpoint {

    final CirisConfig config;

    CirisSocket(WebSockets sockets, CirisConfig config) {
        super(sockets);
        this.config = config;
    }

    /** Opens the session of a connection whose path says what it hears. */
    void open(WebSocketConnection connection, CirisStream stream) {
        sockets.open(connection, identity -> new SingleStream(stream, identity, config.levelsPerFilter()));
    }
}
