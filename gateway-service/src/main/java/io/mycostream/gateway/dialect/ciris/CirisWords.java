package io.mycostream.gateway.dialect.ciris;

import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.identity.Identity;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.publisher.wire.RawJson;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a CIRIS client is told besides events; in the frame that all its messages have. */
final class CirisWords {

    private CirisWords() {}

    /** The greeting: who the gateway takes the client for. */
    static Message auth(Instant now, Identity identity) {
        boolean known = identity.user().isPresent();
        return message(
                "auth",
                now,
                new JsonText()
                        .raw("authenticated", Boolean.toString(known))
                        .string("user_id", identity.user().orElse(null))
                        // what somebody without a token may do is no role of his
                        .string("role", known ? identity.role().map(Enum::name).orElse(null) : null)
                        .end());
    }

    static Message alive(Instant now) {
        return message(
                "heartbeat", now, new JsonText().string("status", "alive").end());
    }

    static Message error(Instant now, String problem) {
        return message("error", now, new JsonText().string("message", problem).end());
    }

    /** Puts what happens to a session into words; of gaps and of the gateway's end its clients know nothing. */
    static Optional<Message> of(ServerEvent event) {
        return switch (event) {
            case ServerEvent.Misunderstood(var at, var problem) -> Optional.of(error(at, problem));
            case ServerEvent.Heartbeat(var at) -> Optional.of(alive(at));
            case ServerEvent.Gap _, ServerEvent.Draining _ -> Optional.empty();
        };
    }

    static Message message(String type, Instant now, String data) {
        String json = new JsonText()
                .string("type", type)
                .string("timestamp", now.toString())
                .raw("data", data)
                .end();
        return new Message(json, type, null);
    }

    /** An array of strings. */
    static String array(Collection<String> words) {
        return words.stream().map(RawJson::quote).collect(Collectors.joining(",", "[", "]"));
    }
}
