package io.mycostream.gateway.dialect.ciris;

import io.mycostream.gateway.transport.WebSockets;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;

/** What the agent logs; for administrators, whom the door tells from others. */
@WebSocket(path = "/v1/stream/logs", endpointId = CirisApi.LOGS)
class LogsSocket extends CirisSocket {

    LogsSocket(WebSockets sockets, CirisConfig config) {
        super(sockets, config);
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        open(connection, CirisStream.LOG);
    }
}
