package io.mycostream.gateway.dialect.geminivideo;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.gateway.dialect.ClientFrame;
import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Turn;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The talk with one client on {@code /ws}, which names the channels that it wants, and which not any longer. */
final class SocketConversation implements Conversation {

    private final Reader reader;
    private final SubscriptionLimit limit;
    private final Set<Channel> channels = new HashSet<>();

    SocketConversation(Reader reader, SubscriptionLimit limit) {
        this.reader = reader;
        this.limit = limit;
    }

    @Override
    public Dialect dialect() {
        return FlatDialect.SOCKETS;
    }

    @Override
    public Turn open(Prompt prompt) {
        String clientId = "ws_" + UUID.randomUUID();
        return Turn.say((now, _) -> List.of(Words.at(
                now,
                Words.typed("connected")
                        .string("message", "Connected to real-time service")
                        .string("clientId", clientId))));
    }

    @Override
    public Turn receive(String frame) throws ProtocolException {
        JsonNode message = ClientFrame.read(frame);
        JsonNode channel = message.path("channel");
        return switch (ClientFrame.type(message)) {
            case "ping" -> Words.pong();
            case "subscribe" -> acknowledged("subscribed", channel, this::subscribe);
            case "unsubscribe" -> acknowledged("unsubscribed", channel, this::unsubscribe);
            default ->
                throw new ProtocolException(
                        "this stream knows messages of type \"subscribe\", \"unsubscribe\" and \"ping\" only");
        };
    }

    private interface Change {
        Turn to(ChannelName name) throws ProtocolException;
    }

    /** Makes a change, or says why not; the client finds in the answer what it had asked for. */
    private static Turn acknowledged(String type, JsonNode channel, Change change) {
        JsonText answer = Words.typed(type);
        answer.string("channel", channel.path("type").textValue());
        if (channel.path("id").isTextual()) {
            answer.string("id", channel.path("id").textValue());
        }
        try {
            Turn turn = change.to(ChannelName.read(channel));
            return turn.saying((now, _) -> List.of(Words.at(now, answer.raw("success", "true"))));
        } catch (ProtocolException refused) {
            return Turn.say((now, _) ->
                    List.of(Words.at(now, answer.raw("success", "false").string("error", refused.getMessage()))));
        }
    }

    private Turn subscribe(ChannelName name) throws ProtocolException {
        Set<Channel> added = new HashSet<>(reader.channels(name));
        added.removeAll(channels);
        limit.check(channels.size() + added.size());
        channels.addAll(added);
        return Turn.entering(subscriptions(added));
    }

    private Turn unsubscribe(ChannelName name) {
        List<Channel> left = channels.stream()
                .filter(channel -> name.isBare() ? name.type().includes(channel) : channel.equals(name.channel()))
                .toList();
        left.forEach(channels::remove);
        return Turn.leaving(subscriptions(left));
    }

    private static List<Subscription> subscriptions(Collection<Channel> channels) {
        return channels.stream().map(Subscription::toAll).toList();
    }

    @Override
    public Optional<Message> tell(ServerEvent event) {
        return Words.tell(event);
    }
}
