package io.mycostream.gateway.dialect.mas;

import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.transport.SocketEndpoint;
import io.mycostream.gateway.transport.WebSockets;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.PathParam;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;

/**
 * One device over WebSocket: the path says which. A client that can return adds the parameter {@code last_event_id}, as it can on
 * every stream: with the id it has seen last, or empty the first time.
 */
@WebSocket(path = "/ws/devices/{device_id}", endpointId = "mycosoft/devices")
class DeviceSocket extends SocketEndpoint {

    DeviceSocket(WebSockets sockets) {
        super(sockets);
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection, @PathParam("device_id") String deviceId) {
        sockets.openResumable(
                connection, last -> new DeviceConversation(deviceId, new Client(last, Transport.WEBSOCKET)));
    }
}
