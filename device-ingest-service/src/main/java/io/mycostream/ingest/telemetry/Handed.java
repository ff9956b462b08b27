package io.mycostream.ingest.telemetry;

import com.fasterxml.jackson.databind.util.RawValue;
import io.mycostream.ingest.spool.Lane;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.wire.ChannelNames;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An event that was handed over and is neither confirmed nor lost. Guarded by the lock of {@link Lines}. */
final class Handed {

    /** What an event is taken to need in memory when its data are no text, in bytes. */
    private static final int ASSUMED = 1024;

    private final Event event;
    private final String source;
    private final List<Runnable> held = new ArrayList<>(1);
    private @Nullable CompletableFuture<?> attempt;
    private boolean live;
    private boolean late;

    Handed(Event event, Runnable held) {
        this.event = event;
        this.source = sourceOf(event);
        this.held.add(held);
    }

    static String sourceOf(Event event) {
        return event.source() == null ? "" : event.source();
    }

    /** Returns the event as it is to be published now. */
    Event event() {
        return late ? late(event) : event;
    }

    static Event late(Event event) {
        return new Event(event.channel(), event.data(), event.source(), event.timestamp(), event.messageId(), true);
    }

    String id() {
        return event.messageId();
    }

    /** Whose order counts; empty when nobody is named. */
    String source() {
        return source;
    }

    Lane lane() {
        return laneOf(event);
    }

    static Lane laneOf(Event event) {
        return event.channel().equals(ChannelNames.DEVICES_TELEMETRY) ? Lane.TELEMETRY : Lane.EVENTS;
    }

    int bytes() {
        return event.data() instanceof RawValue text && text.rawValue() instanceof String json
                ? json.length() + 256
                : ASSUMED;
    }

    /** Another sender of the same event waits to hear of it. */
    void alsoTell(Runnable other) {
        held.add(other);
    }

    List<Runnable> held() {
        return held;
    }

    boolean isLive() {
        return live;
    }

    boolean isLate() {
        return late;
    }

    void goesLive() {
        live = true;
    }

    void underWay(CompletableFuture<?> confirmation) {
        attempt = confirmation;
    }

    /** It is confirmed, or has to wait. */
    void ends() {
        live = false;
        attempt = null;
    }

    /** It has to wait. What is under way is taken back, if its turn has not come yet. */
    void waits() {
        CompletableFuture<?> underWay = attempt;
        ends();
        late = true;
        if (underWay != null) {
            underWay.cancel(false);
        }
    }

    /** It has to wait behind others of its source. */
    void isBehind() {
        late = true;
    }
}
