package io.mycostream.gateway.dialect.geminivideo;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The channel that a client names: {@code type}, {@code type:id}, {@code type:userId} or {@code type:id:userId}. */
record ChannelName(ChannelType type, Optional<String> id, Optional<String> userId) {

    /**
     * Reads the member {@code channel} of a frame.
     *
     * @throws ProtocolException if it names none of the channels that can be subscribed to
     */
    static ChannelName read(JsonNode channel) throws ProtocolException {
        if (!channel.isObject()) {
            throw new ProtocolException("\"channel\" must be an object with a \"type\"");
        }
        ChannelType type = ChannelType.subscribable(channel.path("type").asText())
                .filter(_ -> channel.path("type").isTextual())
                .orElseThrow(() ->
                        new ProtocolException("the \"type\" of a channel must be one of " + ChannelType.SUBSCRIBABLE));
        ChannelName name = new ChannelName(type, part(channel, "id"), part(channel, "userId"));
        if (!ChannelType.isPossible(name.channel())) {
            throw new ProtocolException(ChannelType.IMPOSSIBLE);
        }
        return name;
    }

    private static Optional<String> part(JsonNode channel, String member) throws ProtocolException {
        if (!channel.has(member)) {
            return Optional.empty();
        }
        if (!channel.path(member).isTextual()) {
            throw new ProtocolException("the \"" + member + "\" of a channel must be a string");
        }
        return Optional.of(channel.path(member).textValue());
    }

    /** Whether it names the family alone. */
    boolean isBare() {
        return id.isEmpty() && userId.isEmpty();
    }

    Channel channel() {
        List<String> parts = new ArrayList<>(2);
        id.ifPresent(parts::add);
        userId.ifPresent(parts::add);
        return type.channel(parts);
    }
}
