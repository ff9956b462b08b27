package io.mycostream.gateway.transport;

import io.mycostream.gateway.identity.Identity;
import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Hub;
import io.mycostream.gateway.stream.Session;
import io.mycostream.gateway.stream.SessionRequest;
import io.mycostream.gateway.stream.Transport;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocketConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

    /** A parameter of the address that the client connected to, decoded; the first of several with this name. */
    public Optional<String> parameter(WebSocketConnection connection, String name) {
        String query = connection.handshakeRequest().query();
        if (query == null) {
            return Optional.empty();
        }
        return new QueryStringDecoder(query, false)
                .parameters().getOrDefault(name, List.of()).stream().findFirst();
    }

    /**
     * Call it from {@code @OnOpen}, on the event loop.
     *
     * @param conversation makes the conversation with whoever is let in
     */
    public void open(WebSocketConnection connection, Function<Identity, Conversation> conversation) {
        open(connection, WebSocketForm.TEXT, conversation);
    }

    /**
     * As above, for a stream whose clients may return to where they were. To those that say by the parameter {@code
     * last_event_id} that they can, every message with an id says it, as {@code message_id}.
     *
     * @param conversation makes the conversation with whoever is let in, and had come so far
     */
    public void openResumable(WebSocketConnection connection, Function<LastEventId, Conversation> conversation) {
        LastEventId last = Objects.requireNonNull(connection.userData().get(Upgrade.LAST_EVENT_ID));
        WebSocketForm form = last.parameter() ? WebSocketForm.TEXT_WITH_ID : WebSocketForm.TEXT;
        open(connection, form, _ -> conversation.apply(last));
    }

    private void open(
            WebSocketConnection connection, WebSocketForm form, Function<Identity, Conversation> conversation) {
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
                            new WebSocketLink(channel, connection, form),
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
