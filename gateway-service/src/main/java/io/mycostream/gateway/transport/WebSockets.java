package io.mycostream.gateway.transport;

import io.mycostream.gateway.identity.Identity;
import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Hub;
import io.mycostream.gateway.stream.Session;
import io.mycostream.gateway.stream.SessionRequest;
import io.mycostream.gateway.stream.Transport;
import io.netty.channel.Channel;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocketConnection;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.function.Function;

/** What every WebSocket endpoint calls: opens the session of a connection that was let in, closes the one that was not. */
@Singleton
public class WebSockets {

    private static final TypedKey<Session> SESSION = new TypedKey<>("session");

    private final Hub hub;
    private final Apis apis;

    WebSockets(Hub hub, Apis apis) {
        this.hub = hub;
        this.apis = apis;
    }

    /** What the handshake said of how far the client had come. */
    public LastEventId lastEventId(WebSocketConnection connection) {
        return Objects.requireNonNull(connection.userData().get(Upgrade.LAST_EVENT_ID));
    }

    /**
     * Call it from {@code @OnOpen}, on the event loop.
     *
     * @param conversation makes the conversation with whoever is let in
     */
    public void open(WebSocketConnection connection, Function<Identity, Conversation> conversation) {
        Channel channel = Objects.requireNonNull(connection.userData().get(Upgrade.CHANNEL));
        switch (Objects.requireNonNull(connection.userData().get(Upgrade.VERDICT))) {
            case Verdict.Refused(var reason) -> WebSocketLink.close(channel, connection, reason);
            case Verdict.Admitted(var identity, var lease) -> {
                Objects.requireNonNull(connection.userData().get(Upgrade.UNOPENED))
                        .cancel(false);
                if (lease.released()) {
                    WebSocketLink.close(channel, connection, CloseReason.STREAM_UNAVAILABLE);
                } else {
                    SessionRequest request = new SessionRequest(
                            conversation.apply(identity),
                            new WebSocketLink(channel, connection),
                            apis.ofEndpoint(connection.endpointId()).rules(Transport.WEBSOCKET),
                            identity.expiresAt(),
                            _ -> lease.release());
                    open(connection, channel, request);
                }
            }
        }
    }

    private void open(WebSocketConnection connection, Channel channel, SessionRequest request) {
        Session session = hub.open(channel.eventLoop(), request);
        UserData userData = connection.userData();
        userData.put(SESSION, session);
        Objects.requireNonNull(userData.get(Upgrade.INBOUND)).session(session);
        channel.closeFuture().addListener(_ -> session.linkClosed());
    }

    /** Call it from {@code @OnTextMessage} and {@code @OnBinaryMessage}, on the event loop. */
    public void receive(WebSocketConnection connection, String frame) {
        Session session = connection.userData().get(SESSION);
        if (session != null) {
            session.receive(frame);
        }
    }
}
