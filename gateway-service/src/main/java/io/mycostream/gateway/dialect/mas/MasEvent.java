package io.mycostream.gateway.dialect.mas;

import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.publisher.wire.RawJson;
import io.mycostream.publisher.wire.RawJsonException;
import java.time.Instant;
import java.util.Map;

/** What the messages of all four streams have in common. */
final class MasEvent {

    private MasEvent() {}

    /** The members of what was published, each as the text it was. */
    static Map<String, String> members(Publication publication) {
        return members(publication.payload());
    }

    /** The members of an object that is in there. */
    static Map<String, String> members(String published) {
        try {
            return RawJson.members(published);
        } catch (RawJsonException broken) {
            throw new IllegalArgumentException("what was published holds nothing but JSON", broken);
        }
    }

    /** The beginning of an event: what it is, when it was published and by whom. */
    static JsonText begin(String type, Publication publication) {
        return typed(type).string("timestamp", publication.timestamp()).string("source", publication.source());
    }

    /** The beginning of any message. */
    static JsonText typed(String type) {
        return new JsonText().string("type", type);
    }

    /** A message of ours, with the time at its end. */
    static Message message(String event, Instant at, JsonText members) {
        return new Message(members.string("timestamp", at.toString()).end(), event, null);
    }
}
