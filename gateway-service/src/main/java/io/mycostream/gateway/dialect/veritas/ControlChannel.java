package io.mycostream.gateway.dialect.veritas;

import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.publisher.wire.RawJson;
import io.mycostream.publisher.wire.RawJsonException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The channel on which nodes are told what to do, and the form of that: {@code {"command": string, ...}}. */
final class ControlChannel {

    static final Channel CHANNEL = new Channel("veritas:control");

    private ControlChannel() {}

    /** The message that carries a command. */
    static String message(String id, JsonText command, Instant now) {
        return new JsonText()
                .string("channel", CHANNEL.name())
                .raw("data", command.end())
                .string("timestamp", now.toString())
                .string("source", "gateway")
                .string("message_id", id)
                .end();
    }

    /** The members of a command, as text. */
    static Map<String, String> members(Publication command) {
        try {
            return RawJson.members(command.payload());
        } catch (RawJsonException broken) {
            throw new IllegalArgumentException("a publication's payload is one JSON object", broken);
        }
    }

    /** What a member says; empty when it is no string. */
    static Optional<String> text(Map<String, String> members, String name) {
        return RawJson.string(members.get(name));
    }
}
