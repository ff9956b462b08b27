package io.mycostream.gateway.dialect.ciris;

import io.mycostream.gateway.transport.WebSockets;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.buffer.Buffer;

/** What the endpoints have in common: frames go to the session of their connection. */
abstract class CirisSocket {

    final WebSockets sockets;
    final CirisConfig config;

    CirisSocket(WebSockets sockets, CirisConfig config) {
        this.sockets = sockets;
        this.config = config;
    }

    /** Opens the session of a connection whose path says what it hears. */
    void open(WebSocketConnection connection, CirisStream stream) {
        sockets.open(connection, identity -> new SingleStream(stream, identity, config.levelsPerFilter()));
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
