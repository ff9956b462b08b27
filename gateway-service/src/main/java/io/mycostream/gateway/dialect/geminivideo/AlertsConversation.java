package io.mycostream.gateway.dialect.geminivideo;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.gateway.dialect.ClientFrame;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Turn;
import io.mycostream.publisher.wire.ChannelNames;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The talk with one client on {@code /ws/alerts}. It hears every alert for everybody and for its user, until it names a
 * campaign: from then on, of those about campaigns, only those that it has named.
 */
final class AlertsConversation implements Conversation {

    private final List<Channel> channels;
    private final SubscriptionLimit limit;
    private final Set<String> campaigns = new HashSet<>();

    AlertsConversation(Reader reader, SubscriptionLimit limit) {
        this.channels = reader.alerts();
        this.limit = limit;
    }

    @Override
    public Dialect dialect() {
        return AlertsDialect.ALERTS;
    }

    @Override
    public Turn open(Prompt prompt) {
        return Turn.entering(everything())
                .saying((now, _) -> List.of(Words.at(
                        now, Words.typed("connected").string("message", "Alert notification channel connected"))));
    }

    @Override
    public Turn receive(String frame) throws ProtocolException {
        JsonNode message = ClientFrame.read(frame);
        return switch (ClientFrame.type(message)) {
            case "ping" -> Words.pong();
            case "subscribe" -> subscribe(message.path("campaign_id"));
            default ->
                throw new ProtocolException("this stream knows messages of type \"subscribe\" and \"ping\" only");
        };
    }

    private Turn subscribe(JsonNode campaignId) throws ProtocolException {
        if (!campaignId.isTextual() || campaignId.textValue().length() > ChannelNames.MAX_LENGTH) {
            throw new ProtocolException(
                    "\"campaign_id\" must be a string of at most " + ChannelNames.MAX_LENGTH + " characters");
        }
        String campaign = campaignId.textValue();
        return filtered(campaign)
                .saying((_, _) -> List.of(new Message(
                        Words.typed("subscribed")
                                .string("campaign_id", campaign)
                                .string("message", "Subscribed to campaign alerts")
                                .end(),
                        null,
                        null)));
    }

    private Turn filtered(String campaign) throws ProtocolException {
        if (campaigns.contains(campaign)) {
            return Turn.NOTHING;
        }
        limit.check(campaigns.size() + 1);
        boolean first = campaigns.isEmpty();
        campaigns.add(campaign);
        List<Subscription> about = about(AlertsDialect.key(campaign));
        return first
                ? Turn.entering(Stream.concat(about.stream(), about(AlertsDialect.WITHOUT_CAMPAIGN).stream())
                                .toList())
                        .andLeaving(everything())
                : Turn.entering(about);
    }

    private List<Subscription> everything() {
        return channels.stream().map(Subscription::toAll).toList();
    }

    private List<Subscription> about(String key) {
        return channels.stream().map(channel -> new Subscription(channel, key)).toList();
    }

    @Override
    public Optional<Message> tell(ServerEvent event) {
        return Words.tell(event);
    }
}
