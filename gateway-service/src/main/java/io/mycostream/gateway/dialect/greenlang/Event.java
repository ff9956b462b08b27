package io.mycostream.gateway.dialect.greenlang;

import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Translation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An event of one of the six channels.
 *
 * @param keys its streams besides the global one
 */
record Event(EventType type, Publication publication, List<String> keys) implements Translation {

    /** After this pause an EventSource that lost its connection comes back. */
    static final int RETRY_MILLIS = 3_000;

    /** Says that all is well. The id is where the client is, because a browser comes back with it. */
    static Message heartbeat(Instant at, String id) {
        return new Message("{\"timestamp\":\"" + at + "\"}", "heartbeat", id, RETRY_MILLIS);
    }

    @Override
    public Optional<Message> message() {
        return Optional.of(new Message(publication.payload(), type.wireName(), publication.id(), RETRY_MILLIS));
    }
}
