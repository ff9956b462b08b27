package io.mycostream.gateway.dialect.geminivideo;

import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Turn;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What both WebSockets say besides events. */
final class Words {

    private Words() {}

    /** The beginning of a message of this type. */
    static JsonText typed(String type) {
        return new JsonText().string("type", type);
    }

    /** The message, with the time at its end. */
    static Message at(Instant now, JsonText members) {
        return new Message(members.string("timestamp", now.toString()).end(), null, null);
    }

    /** The answer to a ping. */
    static Turn pong() {
        return Turn.say((now, _) -> List.of(at(now, typed("pong"))));
    }

    /** What happened to the session; of gaps these clients know nothing. */
    static Optional<Message> tell(ServerEvent event) {
        return switch (event) {
            case ServerEvent.Misunderstood(var at, var problem) ->
                Optional.of(at(at, typed("error").string("message", problem)));
            case ServerEvent.Heartbeat(var at) ->
                Optional.of(at(at, typed("heartbeat").string("serverTime", at.toString())));
            case ServerEvent.Draining(var at) ->
                Optional.of(at(at, typed("disconnected").string("message", "Server shutting down")));
            case ServerEvent.Gap _ -> Optional.empty();
        };
    }
}
