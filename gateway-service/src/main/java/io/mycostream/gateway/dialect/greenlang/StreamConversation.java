package io.mycostream.gateway.dialect.greenlang;

import io.mycostream.gateway.stream.CatchUp;
import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Translation;
import io.mycostream.gateway.stream.Turn;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One client of one stream. It is told events and heartbeats; a heartbeat's id is that of the last event that the client was
 * told, or would have been, so that a client that returns with it has missed nothing and gets nothing twice.
 */
final class StreamConversation implements Conversation {

    private final Streams streams;
    private final Streams.Client client;
    private final Set<EventType> types;
    private final String lastEventId;

    /** Set on the broker's thread before this one hears of the joining. */
    private volatile @Nullable Told told;

    private boolean counted;

    /**
     * Begins a conversation.
     *
     * @param types of the events that the client wants
     * @param lastEventId id of the last event that it was told; empty for a client that is new
     */
    StreamConversation(Streams streams, Streams.Client client, Set<EventType> types, String lastEventId) {
        this.streams = streams;
        this.client = client;
        this.types = types;
        this.lastEventId = lastEventId;
    }

    @Override
    public Dialect dialect() {
        return GreenLangDialect.GREENLANG;
    }

    @Override
    public Turn open(Prompt prompt) {
        counted = true;
        streams.entered(client.stream());
        if (types.isEmpty()) {
            // it wants nothing that there is, and hears that all is well
            told = streams.enter(client).told();
            return Turn.NOTHING;
        }
        List<Subscription> wanted = types.stream()
                .map(type -> new Subscription(type.channel(), key()))
                .toList();
        return Turn.entering(wanted).catchingUp(new CatchUp.Kept(this::missed));
    }

    private @Nullable String key() {
        return client.stream().equals(StreamName.GLOBAL) ? null : client.stream();
    }

    private Recovery missed() {
        Streams.Entrance entrance = lastEventId.isEmpty() ? streams.enter(client) : streams.enter(client, lastEventId);
        told = entrance.told();
        return entrance.missed();
    }

    @Override
    public Turn heard(Translation translation) {
        if (told != null) {
            told.upTo(((Event) translation).publication().id());
        }
        return Turn.NOTHING;
    }

    /** An EventSource that is refused does not come back; one whose stream ends does, with the place it is told here. */
    @Override
    public Turn unconfirmed() {
        return Turn.say((now, _) -> List.of(Event.heartbeat(now, place()))).ending(CloseReason.STREAM_UNAVAILABLE);
    }

    private String place() {
        Told soFar = told;
        if (soFar != null) {
            return soFar.allSent();
        }
        return lastEventId.isEmpty() ? streams.place(client.stream()) : lastEventId;
    }

    @Override
    public Turn receive(String frame) throws ProtocolException {
        throw new ProtocolException("this stream takes no messages");
    }

    @Override
    public Optional<Message> tell(ServerEvent event) {
        return event instanceof ServerEvent.Heartbeat(var at)
                ? Optional.of(Event.heartbeat(at, place()))
                : Optional.empty();
    }

    @Override
    public void ended() {
        if (counted) {
            counted = false;
            streams.left(client.stream());
        }
    }
}
