package io.mycostream.gateway.broker.redis;

import io.mycostream.publisher.wire.Envelope;
import io.mycostream.publisher.wire.Position;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message of a channel, and what can be said of it without knowing any other.
 *
 * @param text as it was published
 */
@SuppressWarnings("ArrayRecordComponent") // carried from the subscription to the history, never compared
record ChannelMessage(byte[] text, Envelope envelope) {

    /** Null for a plain one. */
    @Nullable
    Position position() {
        return envelope.position();
    }

    boolean isPlain() {
        return position() == null;
    }

    /** Its own id, or the first of those that are made for its text. */
    String id() {
        return givenId().orElseGet(() -> PublicationId.made(ofText(), 1));
    }

    Mark mark() {
        return givenId().<Mark>map(Mark.GivenId::new).orElseGet(() -> new Mark.Text(ofText()));
    }

    private Optional<String> givenId() {
        return Optional.ofNullable(envelope.messageId())
                .map(PublicationId::given)
                .filter(id -> !id.isEmpty());
    }

    private UUID ofText() {
        return PublicationId.ofText(envelope.channel(), text);
    }
}
