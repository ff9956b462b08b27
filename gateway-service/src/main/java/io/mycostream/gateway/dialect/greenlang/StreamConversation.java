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
    private final String stream;
    private final Set<EventType> types;
    private final String lastEventId;

    /** With which id the client would come back now; set on the broker's thread before this one hears of the joining. */
    private volatile String place;

    private boolean counted;

    /**
     * Begins a conversation.
     *
     * @param types of the events that the client wants
     * @param lastEventId id of the last event that it was told; empty for a client that is new
     */
    StreamConversation(Streams streams, String stream, Set<EventType> types, String lastEventId) {
        this.streams = streams;
        this.stream = stream;
        this.types = types;
        this.lastEventId = lastEventId;
        this.place = lastEventId;
    }

    @Override
    public Dialect dialect() {
        return GreenLangDialect.GREENLANG;
    }

    @Override
    public Turn open(Prompt prompt) {
        counted = true;
        streams.entered(stream);
        if (types.isEmpty()) {
            // it wants nothing that there is, and hears that all is well
            place = streams.place(stream);
            return Turn.NOTHING;
        }
        List<Subscription> wanted = types.stream()
                .map(type -> new Subscription(type.channel(), key()))
                .toList();
        return Turn.entering(wanted).catchingUp(new CatchUp.Kept(this::missed));
    }

    private @Nullable String key() {
        return stream.equals(StreamName.GLOBAL) ? null : stream;
    }

    private Recovery missed() {
        place = streams.place(stream);
        return lastEventId.isEmpty() ? Recovery.NONE : streams.after(stream, lastEventId);
    }

    @Override
    public Turn heard(Translation translation) {
        place = ((Event) translation).publication().id();
        return Turn.NOTHING;
    }

    /** An EventSource that is refused does not come back; one whose stream ends does, with the place it is told here. */
    @Override
    public Turn unconfirmed() {
        return Turn.say((now, _) -> List.of(Event.heartbeat(now, placeOrNewest())))
                .ending(CloseReason.STREAM_UNAVAILABLE);
    }

    private String placeOrNewest() {
        return place.isEmpty() ? streams.place(stream) : place;
    }

    @Override
    public Turn receive(String frame) throws ProtocolException {
        throw new ProtocolException("this stream takes no messages");
    }

    @Override
    public Optional<Message> tell(ServerEvent event) {
        return event instanceof ServerEvent.Heartbeat(var at)
                ? Optional.of(Event.heartbeat(at, placeOrNewest()))
                : Optional.empty();
    }

    @Override
    public void ended() {
        if (counted) {
            counted = false;
            streams.left(stream);
        }
    }
}
