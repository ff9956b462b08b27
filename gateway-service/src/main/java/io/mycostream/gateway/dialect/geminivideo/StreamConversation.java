package io.mycostream.gateway.dialect.geminivideo;

import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Translation;
import io.mycostream.gateway.stream.Turn;
import java.util.List;
import java.util.Optional;

/**
 * One channel over server-sent events, until it is complete or has failed. The client is told so, because an EventSource
 * would otherwise come back and have everything begin anew.
 */
final class StreamConversation implements Conversation {

    private static final String UNSAID = "The stream has failed";

    private final Channel channel;
    private final Completion completion;
    private final EventClient client;
    private final EventClients clients;

    StreamConversation(Channel channel, Completion completion, EventClient client, EventClients clients) {
        this.channel = channel;
        this.completion = completion;
        this.client = client;
        this.clients = clients;
    }

    @Override
    public Dialect dialect() {
        return FlatDialect.EVENTS;
    }

    @Override
    public Turn open(Prompt prompt) {
        clients.came(client);
        return Turn.entering(Subscription.toAll(channel)).saying((now, _) -> List.of(client.connected(now)));
    }

    @Override
    public Turn receive(String frame) throws ProtocolException {
        throw new ProtocolException("nothing can be said here");
    }

    @Override
    public Turn heard(Translation translation) {
        FlatDialect.Told told = (FlatDialect.Told) translation;
        Event event = told.event();
        if (told.isError()) {
            return ending(client.error(event.string("error").orElse(UNSAID), event.timestamp()));
        }
        if (told.isComplete()) {
            return ending(client.complete(object(event), event.timestamp()));
        }
        client.told();
        return completion
                .after(event)
                .map(data -> Turn.say((now, _) -> List.of(client.complete(data, now.toString())))
                        .ending(CloseReason.COMPLETE))
                .orElse(Turn.NOTHING);
    }

    /** What a publisher said at the end, if it said anything. */
    private static String object(Event event) {
        String data = event.raw("data");
        return data != null && data.startsWith("{") ? data : "null";
    }

    private static Turn ending(Message last) {
        return Turn.say((_, _) -> List.of(last)).ending(CloseReason.COMPLETE);
    }

    @Override
    public Optional<Message> tell(ServerEvent event) {
        // heartbeats are comments, and the end of the response says that the server stops
        return Optional.empty();
    }

    @Override
    public void ended() {
        clients.left(client);
    }
}
