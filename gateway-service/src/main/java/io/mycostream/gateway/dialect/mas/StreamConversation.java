package io.mycostream.gateway.dialect.mas;

import static io.mycostream.gateway.dialect.mas.MasEvent.message;
import static io.mycostream.gateway.dialect.mas.MasEvent.typed;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.gateway.dialect.ClientFrame;
import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Turn;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The talk with one client, as all four streams have it: a greeting, answers to {@code ping}, and what happened to the stream.
 * The scientific stream has no more than that; what others add is in their own class.
 */
class StreamConversation implements Conversation {

    private final Dialect dialect;
    private final Subscription subscription;
    private final String greeting;
    private final Client client;

    /**
     * Begins it.
     *
     * @param subscription what the client hears from the start
     * @param greeting what it is told first
     */
    StreamConversation(Dialect dialect, Subscription subscription, String greeting, Client client) {
        this.dialect = dialect;
        this.subscription = subscription;
        this.greeting = greeting;
        this.client = client;
    }

    /** The talk with a client of the scientific stream. */
    static StreamConversation scientific(Client client) {
        EventDialect stream = EventDialect.SCIENTIFIC;
        return new StreamConversation(
                stream, Subscription.toAll(stream.channel()), "Scientific stream connected", client);
    }

    @Override
    public final Dialect dialect() {
        return dialect;
    }

    @Override
    public Turn open(Prompt prompt) {
        return Turn.entering(subscription).catchingUp(client.catchUp()).saying(this::greet);
    }

    /** The first words; an EventSource is told what to return with although it has got no event yet, if it asked for that. */
    List<Message> greet(Instant now, Recovery recovery) {
        JsonText json = introduce(typed("connected").string("message", greeting));
        switch (recovery.verdict()) {
            case NOT_ASKED -> {}
            case COMPLETE -> json.raw("recovered", "true");
            case INCOMPLETE -> json.raw("recovered", "false");
        }
        String id = client.returns() ? recovery.place().orElse(null) : null;
        return List.of(new Message(json.string("timestamp", now.toString()).end(), "connected", id));
    }

    /** Adds what else the greeting says. */
    JsonText introduce(JsonText connected) {
        return connected;
    }

    @Override
    public final Turn receive(String frame) throws ProtocolException {
        JsonNode asked = ClientFrame.read(frame);
        String type = ClientFrame.type(asked);
        return type.equals("ping") ? Turn.say((now, _) -> List.of(pong(now))) : answer(type, asked);
    }

    Message pong(Instant now) {
        return message("pong", now, typed("pong"));
    }

    /** Answers anything but {@code ping}. */
    Turn answer(String type, JsonNode asked) throws ProtocolException {
        throw new ProtocolException("this stream knows messages of type \"ping\" only");
    }

    @Override
    public final Optional<Message> tell(ServerEvent event) {
        boolean sse = client.overSse();
        return switch (event) {
            case ServerEvent.Gap(var at, var reason)
            when client.knowsGaps() ->
                Optional.of(message(
                        "gap", at, typed("gap").string("reason", reason.name().toLowerCase(Locale.ROOT))));
            case ServerEvent.Misunderstood(var at, var problem) ->
                Optional.of(message("error", at, typed("error").string("message", problem)));
            case ServerEvent.Heartbeat(var at) when sse -> Optional.of(message("heartbeat", at, typed("heartbeat")));
            case ServerEvent.Draining(var at)
            when sse ->
                Optional.of(message("disconnected", at, new JsonText().string("message", "Server shutting down")));
            // on a WebSocket the PING frame and the close frame say it; of gaps its clients know nothing
            case ServerEvent.Heartbeat _, ServerEvent.Draining _, ServerEvent.Gap _ -> Optional.empty();
        };
    }
}
