package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.stream.Broker;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.History;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Resume;
import io.mycostream.gateway.stream.Retention;
import io.mycostream.gateway.stream.StreamPosition;
import io.mycostream.publisher.wire.Envelope;
import io.mycostream.publisher.wire.Position;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One channel as this node hears it: messages that arrive become publications in one order without holes, whatever happened
 * to the connection in between.
 *
 * <p>A feed is filled from the history in Redis when its subscription begins, when it begins again after an interruption,
 * and when an offset shows that something is missing. While it is being filled, what arrives is held; then the two are
 * put together and it is live again. What cannot be filled is told as a gap.
 *
 * <p>Publications of the SDK carry an offset, and theirs are what the promise holds for. Others have none: they are
 * delivered where they arrive, under an id that every node makes alike, and entered into the history. Confined to the
 * broker's context.
 */
final class Feed {

    /** What a feed is given to work with. */
    interface Means {

        /**
         * Reads the history behind an offset, or all of it for 0; completes on the broker's context.
         *
         * @param most publications wanted, the newest
         */
        Future<RedisHistory.Stored> read(String channel, long afterOffset, int most);

        /**
         * Enters a publication that has no position into the history, some time.
         *
         * @return fails, on the broker's context and counted, when it could not be
         */
        Future<Boolean> enter(String channel, RedisHistory.Arrival arrival, Retention keep);

        /** A name for one unbroken time of listening, and an epoch's; no other node makes the same. */
        String uniqueName();

        /** The time by Redis' clock, in microseconds. */
        long redisMicros();

        /** Reads a message; empty, and counted, when it is none. */
        Optional<Envelope> envelope(String channel, byte[] message);

        /** This node's time, for publications without one. */
        String now();

        /** Calls back after a pause. */
        void later(Runnable retry);

        BrokerCounters counters();
    }

    private enum State {
        /** Nothing arrives. */
        DEAF,
        /** Messages arrive and are held until the history has been read. */
        FILLING,
        LIVE
    }

    /** Why the history is read. */
    private enum Cause {
        BEGINNING,
        INTERRUPTION,
        /** An offset was skipped, or is of another epoch. */
        JUMP,
        /** It has been quiet for a while, and that is to be true. */
        CHECK
    }

    private record Joining(Optional<Resume> resume, Consumer<Recovery> joined) {}

    /** Bytes held while the history is read; beyond it they are dropped, and read from the history once more. */
    private static final long MOST_HELD_BYTES = 16 << 20;

    /** What the SDK keeps by default: so much is filled also where this node keeps less. */
    private static final int MOST_FILLED = 1_000;

    private static final int READ_ATTEMPTS = 3;

    private final Channel channel;
    private final Retention retention;
    private final Means means;
    private final History history;
    private final RecentIds plainIds;
    private final Queue<byte[]> held = new ArrayDeque<>();
    private final List<Joining> joining = new ArrayList<>();

    private Broker.@Nullable Listener hub;
    private String listener = "";
    private long listeningSince;
    private State state = State.DEAF;
    private @Nullable String epoch;
    private long top;
    private boolean begun;
    private boolean plainKnown;
    private boolean heard;
    private boolean heldTooMuch;
    private long heldBytes;
    private long fill;

    Feed(Channel channel, Retention retention, Means means, LongSupplier nanoClock) {
        this.channel = channel;
        this.retention = retention;
        this.means = means;
        this.history = new History(retention, nanoClock);
        this.plainIds = new RecentIds(2 * retention.size());
    }

    /** Whom it is told to; null for nobody, as long as the history is all that is wanted. */
    void listener(Broker.@Nullable Listener toldFromNowOn) {
        hub = toldFromNowOn;
        if (hub == null) {
            joining.clear();
        }
    }

    boolean hasListener() {
        return hub != null;
    }

    /** Whether it holds nothing that anybody could want. */
    boolean isForgotten() {
        return hub == null && history.size() == 0;
    }

    /** Lets a client in as soon as the feed is live. */
    void join(Optional<Resume> resume, Consumer<Recovery> joined) {
        if (state == State.LIVE) {
            joined.accept(recovery(resume));
        } else {
            joining.add(new Joining(resume, joined));
        }
    }

    /**
     * Messages arrive from now on.
     *
     * @param sinceMicros when that was asked for, by Redis' clock
     */
    void subscribed(long sinceMicros) {
        if (state == State.DEAF) {
            listening(sinceMicros);
            fill(begun ? Cause.INTERRUPTION : Cause.BEGINNING);
        }
    }

    /** Messages arrive no more. */
    void interrupted() {
        state = State.DEAF;
        fill++;
        clearHeld();
    }

    void received(byte[] message) {
        heard = true;
        switch (state) {
            case DEAF -> {
                // of a connection that is gone, or of a channel that was just left
            }
            case FILLING -> hold(message);
            case LIVE -> take(message, Set.of(), false);
        }
    }

    /** Looks whether what seems quiet is quiet. */
    void check() {
        if (state == State.LIVE && epoch != null && !heard) {
            fill(Cause.CHECK);
        }
        heard = false;
    }

    /** Begins a time of listening in which every arrival is reported. */
    private void listening(long sinceMicros) {
        listener = means.uniqueName();
        listeningSince = sinceMicros;
    }

    private void fill(Cause cause) {
        state = State.FILLING;
        read(cause, ++fill, begun ? top : 0, false, READ_ATTEMPTS);
    }

    private void read(Cause cause, long mine, long after, boolean lost, int attempts) {
        means.read(channel.name(), after, begun ? Math.max(retention.size(), MOST_FILLED) : retention.size())
                .onComplete(result -> {
                    if (mine != fill) {
                        // interrupted meanwhile
                        return;
                    }
                    if (result.succeeded()) {
                        filled(cause, mine, after, lost, result.result());
                    } else if (attempts > 1) {
                        means.later(() -> {
                            if (mine == fill) {
                                read(cause, mine, after, lost, attempts - 1);
                            }
                        });
                    } else {
                        means.counters().historyUnreadable(channel.name(), result.cause());
                        unreadable(cause);
                    }
                });
    }

    private void filled(Cause cause, long mine, long after, boolean lost, RedisHistory.Stored stored) {
        if (!begun) {
            begin(stored);
            live(Set.of());
        } else if (epoch != null && !epoch.equals(stored.epoch())) {
            // another life of the history: what is in there is new from the first on
            epoch = stored.epoch();
            top = 0;
            if (after == 0) {
                merge(cause, true, stored);
            } else {
                read(cause, mine, 0, true, READ_ATTEMPTS);
            }
        } else if (stored.top() < top) {
            // restored from an older copy: offsets will be given a second time
            top = stored.top();
            merge(cause, true, stored);
        } else {
            merge(cause, lost || !stored.whole(), stored);
        }
    }

    /** The first look at the history: nobody listens yet, and nothing is new. */
    private void begin(RedisHistory.Stored stored) {
        begun = true;
        epoch = stored.epoch();
        long previous = -1;
        for (RedisHistory.Entry entry : stored.entries()) {
            Optional<Publication> publication = publication(entry);
            if (previous < 0 && epoch != null && entry.offset() > 0) {
                history.startAfter(new StreamPosition(entry.offset() - 1, epoch));
            }
            if (publication.isEmpty() || (entry.offset() > 0 && previous >= 0 && entry.offset() != previous + 1)) {
                history.gap();
            }
            publication.ifPresent(history::append);
            previous = entry.offset() > 0 ? entry.offset() : Math.max(previous, entry.after());
            if (entry.offset() == 0) {
                plainKnown = true;
            }
        }
        if (stored.entries().isEmpty() && epoch != null) {
            history.startAfter(new StreamPosition(stored.top(), epoch));
        }
        top = stored.top();
        if (plainKnown || (previous >= 0 && previous != top)) {
            // of those without a position nobody knows whether one was missed before this node listened
            history.gap();
        }
    }

    /** Delivers what was missed. */
    private void merge(Cause cause, boolean lost, RedisHistory.Stored stored) {
        // a channel that is known to carry positions only is whole when its offsets are
        boolean provable =
                epoch != null && !plainKnown && stored.entries().stream().allMatch(e -> e.offset() > 0);
        GapReason reason =
                lost ? GapReason.HISTORY_LOST : cause == Cause.INTERRUPTION && !provable ? GapReason.INTERRUPTED : null;
        if (reason != null) {
            gap(reason);
        }
        epoch = stored.epoch();
        Set<String> delivered = new HashSet<>();
        for (RedisHistory.Entry entry : stored.entries()) {
            if (entry.offset() > top) {
                top = entry.offset();
                publication(entry).ifPresent(missed -> {
                    delivered.add(missed.id());
                    deliver(missed);
                });
            } else if (entry.offset() == 0 && entry.id() != null && !plainIds.contains(entry.id())) {
                publication(entry).ifPresent(missed -> {
                    delivered.add(missed.id());
                    deliver(missed);
                });
            }
        }
        top = Math.max(top, stored.top());
        if (!delivered.isEmpty()) {
            means.counters().filled(delivered.size());
            if (reason != null) {
                // what is missing may stand anywhere among those that were found
                gap(reason);
            }
        }
        live(delivered);
    }

    /** Goes on without the history, which cannot be read. */
    private void unreadable(Cause cause) {
        if (begun && cause != Cause.CHECK) {
            gap(GapReason.HISTORY_LOST);
        }
        begun = true;
        history.gap();
        live(Set.of());
    }

    private void live(Set<String> filled) {
        state = State.LIVE;
        boolean again = heldTooMuch;
        Set<String> unmatched = new HashSet<>(filled);
        for (byte[] message = held.poll(); message != null && state == State.LIVE; message = held.poll()) {
            take(message, unmatched, true);
        }
        clearHeld();
        if (again) {
            gap(GapReason.NODE_OVERLOADED);
            fill(Cause.JUMP);
            return;
        }
        List<Joining> waiting = List.copyOf(joining);
        joining.clear();
        waiting.forEach(client -> client.joined().accept(recovery(client.resume())));
    }

    private Recovery recovery(Optional<Resume> resume) {
        return resume.map(history::since).orElseGet(Recovery::notAsked);
    }

    private void hold(byte[] message) {
        if (heldBytes + message.length > MOST_HELD_BYTES) {
            heldTooMuch = true;
            return;
        }
        heldBytes += message.length;
        held.add(message);
    }

    private void clearHeld() {
        held.clear();
        heldBytes = 0;
        heldTooMuch = false;
    }

    /**
     * Takes a message that has arrived.
     *
     * @param filled ids of what the history has just given: the same may arrive as well
     * @param settled whether the history was read after it, so that reading again would show nothing new
     */
    private void take(byte[] message, Set<String> filled, boolean settled) {
        Optional<Envelope> read = means.envelope(channel.name(), message);
        if (read.isEmpty()) {
            return;
        }
        Envelope envelope = read.get();
        if (envelope.position() == null) {
            takePlain(envelope, message, filled);
        } else {
            takePositioned(envelope, envelope.position(), message, settled);
        }
    }

    private void takePositioned(Envelope envelope, Position position, byte[] message, boolean settled) {
        boolean first = epoch == null && position.offset() == 1;
        boolean sameEpoch = first || position.epoch().equals(epoch);
        if (sameEpoch && position.offset() <= top) {
            if (settled || retention.size() == 0 || history.holds(id(envelope, message))) {
                // the history was quicker
                return;
            }
            gap(GapReason.HISTORY_LOST);
        } else if (!sameEpoch || position.offset() > top + 1) {
            if (!settled) {
                hold(message);
                fill(Cause.JUMP);
                return;
            }
            gap(GapReason.HISTORY_LOST);
        }
        epoch = position.epoch();
        top = position.offset();
        deliver(publication(envelope, id(envelope, message), null));
    }

    private void takePlain(Envelope envelope, byte[] message, Set<String> filled) {
        plainKnown = true;
        String id = givenId(envelope).orElse(null);
        if (id == null) {
            int occurrence = 1;
            id = PublicationId.made(channel.name(), message, occurrence);
            while (plainIds.contains(id) && !filled.contains(id)) {
                id = PublicationId.made(channel.name(), message, ++occurrence);
            }
        }
        if (filled.contains(id)) {
            filled.remove(id);
            return;
        }
        String timestamp = envelope.timestamp() == null ? means.now() : null;
        deliver(publication(envelope, id, timestamp));
        if (retention.size() > 0) {
            enter(id, message, timestamp);
        }
    }

    private void enter(String id, byte[] message, @Nullable String timestamp) {
        String reporter = listener;
        RedisHistory.Arrival arrival =
                new RedisHistory.Arrival(reporter, id, message, timestamp, top, means.uniqueName(), listeningSince);
        means.enter(channel.name(), arrival, retention).onFailure(_ -> {
            if (reporter.equals(listener)) {
                // nobody knows whether it was counted
                listening(means.redisMicros());
            }
        });
    }

    private void deliver(Publication publication) {
        if (publication.position() == null) {
            plainIds.add(publication.id());
        }
        history.append(publication);
        if (state == State.LIVE) {
            means.counters().received(publication);
        }
        if (hub != null) {
            try {
                hub.published(publication);
            } catch (RuntimeException wrong) {
                // the top of this thread's work on one publication: the next one lives
                means.counters().failed(channel.name(), wrong);
            }
        }
    }

    private void gap(GapReason reason) {
        history.gap();
        means.counters().gap(reason);
        if (hub != null) {
            hub.gap(channel, reason);
        }
    }

    private Optional<Publication> publication(RedisHistory.Entry entry) {
        return means.envelope(channel.name(), entry.message()).map(envelope -> {
            String id = entry.id() == null ? id(envelope, entry.message()) : entry.id();
            if (entry.offset() == 0) {
                plainIds.add(id);
            }
            return publication(envelope, id, entry.timestamp());
        });
    }

    private Publication publication(Envelope envelope, String id, @Nullable String timestamp) {
        Position position = envelope.position();
        return new Publication(
                channel,
                position == null ? null : new StreamPosition(position.offset(), position.epoch()),
                id,
                envelope.timestamp() != null ? envelope.timestamp() : timestamp != null ? timestamp : means.now(),
                envelope.source(),
                envelope.data());
    }

    private String id(Envelope envelope, byte[] message) {
        return givenId(envelope).orElseGet(() -> PublicationId.made(channel.name(), message, 1));
    }

    private static Optional<String> givenId(Envelope envelope) {
        return Optional.ofNullable(envelope.messageId())
                .map(PublicationId::given)
                .filter(id -> !id.isEmpty());
    }
}
