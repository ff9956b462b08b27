package io.mycostream.ingest.telemetry;

import io.mycostream.publisher.Event;
import io.mycostream.publisher.PublishException;
import io.mycostream.publisher.Publisher;
import io.mycostream.publisher.wire.ChannelNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The events under way to Redis from memory, in order for each source, and how many of each source wait behind them.
 *
 * <p>A publication is handed to the publisher and its outcome is learnt under one lock, so that between a failure and the
 * events behind it of the same source nothing is sent. Every method is called with that lock.
 */
final class LiveLane {

    private static final Set<String> SAID_BY_BOARDS =
            Set.of(ChannelNames.DEVICES_TELEMETRY, ChannelNames.DEVICES_EVENTS);

    private static final Logger LOG = Logger.getLogger(LiveLane.class);

    /** Most bytes under way; less than the publisher takes. */
    private static final long BYTES = 32L << 20;

    /** Hears what became of events, with the lock. */
    interface Outcome {

        /** Redis has it. */
        void confirmed(Handed handed);

        /** It can never be published. */
        void unpublishable(Handed handed);

        /** Redis refuses its channel. */
        void refused(Handed handed, String reason);

        /** Redis did not confirm the first of them; the others were taken back. They count as waiting. */
        void failed(List<Handed> takenBack, String reason);
    }

    private final Publisher publisher;
    private final int capacity;
    private final TellingLock lock;
    private final Outcome outcome;
    private final Map<String, Source> sources = new HashMap<>();
    private int live;
    private long bytes;

    LiveLane(Publisher publisher, int capacity, TellingLock lock, Outcome outcome) {
        this.publisher = publisher;
        this.capacity = capacity;
        this.lock = lock;
        this.outcome = outcome;
    }

    boolean hasRoom() {
        return live < capacity && bytes < BYTES;
    }

    int size() {
        return live;
    }

    /** Whether events of that source wait, so that newer ones have to wait behind them. */
    boolean isBehind(String name) {
        Source source = sources.get(name);
        return source != null && source.isBehind();
    }

    /** Events of that source begin to wait. */
    void waits(String name, int events) {
        source(name).waits(events);
    }

    /** An event of that source waits no more. */
    void waitsNoMore(String name) {
        Source source = sources.get(name);
        if (source != null) {
            source.waits(-1);
            forgetIfIdle(name, source);
        }
    }

    /** No others wait than these. */
    void onlyTheseWait(Collection<Handed> waiting) {
        Map<String, Integer> bySource = new HashMap<>();
        waiting.forEach(each -> bySource.merge(each.source(), 1, Integer::sum));
        Map.copyOf(sources).forEach((name, source) -> {
            source.waitsNoMore();
            forgetIfIdle(name, source);
        });
        bySource.forEach(this::waits);
    }

    private Source source(String name) {
        return sources.computeIfAbsent(name, _ -> new Source());
    }

    private void forgetIfIdle(String name, Source source) {
        if (source.isIdle()) {
            sources.remove(name);
        }
    }

    /** Sends an event, behind those of its source that are under way. */
    void send(Handed handed) {
        Source source = source(handed.source());
        source.live().addLast(handed);
        handed.goesLive();
        live++;
        bytes += handed.bytes();
        try {
            CompletableFuture<?> confirmation =
                    publisher.publishAsync(handed.event()).toCompletableFuture();
            handed.underWay(confirmation);
            CompletableFuture<?> _ = confirmation.whenComplete((_, failure) -> ended(handed, failure));
        } catch (IllegalArgumentException e) {
            LOG.errorf(e, "an event cannot be published and is dropped source=%s", handed.source());
            leaves(source, handed);
            outcome.unpublishable(handed);
        } catch (PublishException e) {
            ended(handed, e);
        }
    }

    private void ended(Handed handed, @Nullable Throwable failure) {
        lock.lock();
        try {
            if (!handed.isLive()) {
                return;
            }
            if (failure == null) {
                leaves(source(handed.source()), handed);
                outcome.confirmed(handed);
            } else if (isHopeless(handed.event(), failure)) {
                leaves(source(handed.source()), handed);
                outcome.refused(handed, reason(failure));
            } else {
                outcome.failed(takeBack(handed.source()), reason(failure));
            }
        } finally {
            lock.unlock();
        }
    }

    private void leaves(Source source, Handed handed) {
        source.live().removeFirstOccurrence(handed);
        handed.ends();
        live--;
        bytes -= handed.bytes();
        forgetIfIdle(handed.source(), source);
    }

    /** Takes back everything of a source that is under way, in its order. It counts as waiting. */
    List<Handed> takeBack(String name) {
        Source source = source(name);
        List<Handed> underWay = List.copyOf(source.live());
        source.live().clear();
        source.waits(underWay.size());
        // those behind first: none of them may be sent when the first is not
        for (Handed each : underWay.reversed()) {
            live--;
            bytes -= each.bytes();
            each.waits();
        }
        return underWay;
    }

    /** Takes back everything that is under way. */
    List<Handed> takeBackAll() {
        List<Handed> all = new ArrayList<>();
        List.copyOf(sources.keySet()).forEach(name -> all.addAll(takeBack(name)));
        return all;
    }

    /**
     * Whether an event is refused for its channel's sake, and is none that a board has said. It would hold up all that boards
     * say behind it for as long as nobody mends the rights; where that is refused, all wait.
     */
    static boolean isHopeless(Event event, Throwable failure) {
        return failure instanceof PublishException refusal
                && refusal.isChannelRefused()
                && !SAID_BY_BOARDS.contains(event.channel());
    }

    /** What is behind the failure, where something is: the failure itself names one event, and there are many. */
    static String reason(Throwable failure) {
        boolean needsItsChannel = failure instanceof PublishException refusal && refusal.isChannelRefused();
        Throwable cause = needsItsChannel ? failure : Objects.requireNonNullElse(failure.getCause(), failure);
        return Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    }
}
