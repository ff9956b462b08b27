package io.mycostream.gateway.dialect.geminivideo;

import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.publisher.wire.RawJson;
import io.mycostream.publisher.wire.RawJsonException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A publication, its members as the pieces of text that they were published as. */
record Event(Publication publication, Map<String, String> members) {

    static Event of(Publication publication) {
        try {
            return new Event(publication, RawJson.members(publication.payload()));
        } catch (RawJsonException broken) {
            throw new IllegalArgumentException("a publication's payload is one JSON object", broken);
        }
    }

    boolean has(String member) {
        return members.containsKey(member);
    }

    /** The text of a member's value; null when there is none. */
    @Nullable
    String raw(String member) {
        return members.get(member);
    }

    /** A member that is a string; empty when there is none, or it is something else. */
    Optional<String> string(String member) {
        return RawJson.string(members.get(member));
    }

    boolean says(String member, String value) {
        return string(member).filter(value::equals).isPresent();
    }

    boolean isTrue(String member) {
        return "true".equals(members.get(member));
    }

    /** When it happened, in the publisher's spelling. */
    String timestamp() {
        return string("timestamp").orElse(publication.timestamp());
    }

    /** The object as it was published, behind members that it lacks. */
    String behind(JsonText lacking) {
        String before = lacking.end();
        if (before.equals("{}")) {
            return publication.payload();
        }
        String comma = members.isEmpty() ? "" : ",";
        return before.substring(0, before.length() - 1)
                + comma
                + publication.payload().substring(1);
    }

    /** What every event on the wire has, as far as this one lacks it. */
    JsonText lacking() {
        JsonText lacking = new JsonText();
        ChannelType channelType = ChannelType.of(publication.channel());
        // chunks of an evaluation have always come without a type
        boolean untyped = channelType == ChannelType.CREATIVE_EVALUATION && has("chunk");
        if (!has("type") && !untyped) {
            lacking.string("type", channelType.eventType());
        }
        if (!has("timestamp")) {
            lacking.string("timestamp", publication.timestamp());
        }
        if (!has("id")) {
            lacking.string("id", publication.id());
        }
        return lacking;
    }
}
