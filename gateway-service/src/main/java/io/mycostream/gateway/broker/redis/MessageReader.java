package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.StreamPosition;
import io.mycostream.publisher.wire.Envelope;
import io.mycostream.publisher.wire.Position;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the messages of one channel and makes publications of them: each gets its id here. */
final class MessageReader {

    private final Channel channel;
    private final PlainIds plainIds;
    private final Means means;

    MessageReader(Channel channel, PlainIds plainIds, Means means) {
        this.channel = channel;
        this.plainIds = plainIds;
        this.means = means;
    }

    /** Empty, and counted, when it is none. */
    Optional<ChannelMessage> read(byte[] text) {
        return means.envelope(channel.name(), text).map(envelope -> new ChannelMessage(text, envelope));
    }

    /** What has arrived; a plain one without an id of its own is called by its text's next one. */
    Publication publication(ChannelMessage message) {
        return publication(message, message.isPlain() ? plainId(message) : message.id(), null);
    }

    /** What stands in the history; a plain one has got its id from the node that entered it. */
    Optional<Publication> publication(RedisHistory.Entry entry) {
        return read(entry.message()).map(message -> {
            String id = id(entry, message);
            if (entry.isPlain()) {
                note(id, message);
            }
            return publication(message, id, entry.timestamp());
        });
    }

    /** Notes the id of a plain one in the history that no publication is made of. */
    void note(RedisHistory.Entry entry) {
        read(entry.message()).ifPresent(message -> note(id(entry, message), message));
    }

    private void note(String id, ChannelMessage message) {
        switch (message.mark()) {
            case Mark.GivenId _ -> plainIds.add(id);
            case Mark.Text(var ofText) -> plainIds.add(id, ofText);
        }
    }

    /**
     * What has arrived and stands in the history as well, as it seems. A text without an id of its own may have been said
     * twice, and the history's be the one that did not arrive.
     */
    Optional<Publication> publication(ChannelMessage message, RedisHistory.Entry entry) {
        Optional<Publication> publication = publication(entry);
        if (message.mark() instanceof Mark.Text(var ofText)) {
            plainIds.doubt(ofText);
        }
        return publication;
    }

    /** The id that an entry of the history has; empty when it is no publication. */
    Optional<String> id(RedisHistory.Entry entry) {
        return read(entry.message()).map(message -> id(entry, message));
    }

    /** What tells a plain entry from others; empty for one that has a position, or is no publication. */
    Optional<Mark> mark(RedisHistory.Entry entry) {
        return read(entry.message()).filter(ChannelMessage::isPlain).map(ChannelMessage::mark);
    }

    private static String id(RedisHistory.Entry entry, ChannelMessage message) {
        return entry.id() == null ? message.id() : entry.id();
    }

    private String plainId(ChannelMessage message) {
        return switch (message.mark()) {
            case Mark.GivenId(var id) -> {
                plainIds.add(id);
                yield id;
            }
            case Mark.Text(var ofText) -> plainIds.next(ofText);
        };
    }

    /**
     * A publication.
     *
     * @param timestamp for one without its own; null for the present
     */
    private Publication publication(ChannelMessage message, String id, @Nullable String timestamp) {
        Envelope envelope = message.envelope();
        Position position = message.position();
        return new Publication(
                channel,
                position == null ? null : new StreamPosition(position.offset(), position.epoch()),
                id,
                envelope.timestamp() != null
                        ? envelope.timestamp()
                        : timestamp != null ? timestamp : means.now().toString(),
                envelope.source(),
                envelope.data());
    }
}
