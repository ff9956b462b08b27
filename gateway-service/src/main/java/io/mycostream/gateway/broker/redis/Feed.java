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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
         * Reads the history behind an offset, or all of it for 0; completes on the broker's context, and not before every
         * message has arrived that had been published when it was read.
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

        /** This node's time. */
        Instant now();

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

    /** Texts and ids remembered where nothing is kept: enough for one id not to stand for two publications in a row. */
    private static final int LEAST_IDS = 64;

    private final Channel channel;
    private final Retention retention;
    private final Means means;
    private final History history;
    private final PlainIds plainIds;

    /** The latest ones delivered, also where nothing is kept. */
    private final RecentIds delivered = new RecentIds(LEAST_IDS);

    private final Deque<byte[]> held = new ArrayDeque<>();
    private final List<Joining> joining = new ArrayList<>();

    /** What the history has just given and may arrive as well: ids by what tells them apart on arrival. */
    private final Map<Object, Integer> unmatched = new HashMap<>();

    private Broker.@Nullable Listener hub;
    private String listener = "";
    private long listeningSince;
    private State state = State.DEAF;
    private @Nullable String epoch;

    /** The offset of the latest publication delivered, and its id. */
    private long top;

    private @Nullable String topId;

    /** The offset of the latest one that arrived on this subscription: from there they come in order, each once. */
    private long arrived;

    /** How many of those held arrived before the history was read, so that it would know them. */
    private int early;

    private boolean begun;

    /** Whether the place in the history is not known, as it could not be read: the next offset is taken as it comes. */
    private boolean blind;

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
        this.plainIds = new PlainIds(
                Math.max(2 * retention.size(), LEAST_IDS), () -> PublicationId.firstOccurrence(means.now()));
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
        return hub == null && state != State.FILLING && history.size() == 0;
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
            arrived = 0;
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
            case LIVE -> take(message, false);
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
        // after an interruption the latest one is read again: whether it is still the same tells what happened
        // meanwhile
        long after = cause == Cause.INTERRUPTION && topId != null ? top - 1 : top;
        read(cause, ++fill, after, false, READ_ATTEMPTS);
    }

    private void read(Cause cause, long mine, long after, boolean lost, int attempts) {
        early = held.size();
        means.read(channel.name(), after, begun ? Math.max(retention.size(), MOST_FILLED) : retention.size())
                .onComplete(result -> {
                    if (mine != fill) {
                        // interrupted meanwhile
                        return;
                    }
                    if (result.succeeded()) {
                        makeUse(cause, mine, lost, result.result());
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

    private void makeUse(Cause cause, long mine, boolean lost, RedisHistory.Stored stored) {
        try {
            filled(cause, mine, lost, stored);
        } catch (RuntimeException wrong) {
            // whatever somebody has written there: the channel must not stand still for it
            means.counters().historyUnreadable(channel.name(), wrong);
            unreadable(cause);
        }
    }

    private void filled(Cause cause, long mine, boolean lost, RedisHistory.Stored stored) {
        if (!begun) {
            begin(untilHeld(stored, 0));
        } else if (epoch == null && blind) {
            // what of it is new, nobody knows
            gap(GapReason.HISTORY_LOST);
        } else if (epoch != null && !epoch.equals(stored.epoch())) {
            // another life of the history: what is in there is new from the first on
            adopt(stored.epoch());
            read(cause, mine, 0, true, READ_ATTEMPTS);
            return;
        } else if (stored.top() < top || isReplaced(stored)) {
            // restored from an older copy: offsets are given a second time
            if (retention.size() > 0 && !lost) {
                read(cause, mine, 0, true, READ_ATTEMPTS);
                return;
            }
            rejoin(stored);
        } else {
            merge(cause, lost, stored);
        }
        live();
    }

    /**
     * The part of a history that does not stand among those held: what arrived is delivered in the order of its arrival, as
     * on every other node, and only what did not is taken from the history.
     */
    private RedisHistory.Stored untilHeld(RedisHistory.Stored stored, long behind) {
        long first = firstHeld(stored, behind);
        if (first == 0) {
            return stored;
        }
        List<RedisHistory.Entry> entries =
                stored.entries().stream().filter(entry -> entry.after() < first).toList();
        return new RedisHistory.Stored(stored.epoch(), first - 1, entries, stored.whole());
    }

    /** The offset of the first of those held that the history has, too; 0 if there is none. */
    private long firstHeld(RedisHistory.Stored stored, long behind) {
        for (byte[] message : held) {
            Position position = means.envelope(channel.name(), message)
                    .map(Envelope::position)
                    .orElse(null);
            if (position != null
                    && position.epoch().equals(stored.epoch())
                    && position.offset() > behind
                    && position.offset() <= stored.top()) {
                return position.offset();
            }
        }
        return 0;
    }

    /** Whether nothing is missing behind the latest publication delivered, whatever became of that one itself. */
    private boolean reaches(RedisHistory.Stored stored) {
        long reached = top;
        for (RedisHistory.Entry entry : stored.entries()) {
            reached += entry.offset() == reached + 1 ? 1 : 0;
        }
        return stored.whole() || reached == stored.top();
    }

    /** Whether another publication stands where the latest one stood. */
    private boolean isReplaced(RedisHistory.Stored stored) {
        return stored.entries().stream()
                .filter(entry -> entry.offset() == top && topId != null)
                .anyMatch(entry -> means.envelope(channel.name(), entry.message())
                        .map(envelope -> !id(envelope, entry.message()).equals(topId))
                        .orElse(false));
    }

    private void adopt(@Nullable String newEpoch) {
        epoch = newEpoch;
        top = 0;
        topId = null;
        arrived = 0;
    }

    private void adopt(RedisHistory.Stored stored) {
        adopt(stored.epoch());
        top = stored.top();
        blind = false;
    }

    /** The first look at the history: nobody listens yet, and nothing is new. */
    private void begin(RedisHistory.Stored stored) {
        begun = true;
        adopt(stored);
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
            } else if (entry.offset() == top) {
                topId = publication.map(Publication::id).orElse(null);
            }
        }
        if (stored.entries().isEmpty() && epoch != null) {
            history.startAfter(new StreamPosition(top, epoch));
        }
        if (plainKnown || (previous >= 0 && previous != top)) {
            // of those without a position nobody knows whether one was missed before this node listened
            history.gap();
        }
        if (plainKnown) {
            expectAgain(stored.entries());
        }
    }

    /**
     * Expects those of the history's latest plain publications to be among those held with which these begin: they arrived
     * while it was read.
     */
    private void expectAgain(List<RedisHistory.Entry> entries) {
        List<Object> kept = entries.stream()
                .filter(entry -> entry.offset() == 0)
                .map(RedisHistory.Entry::message)
                .flatMap(message -> mark(message).stream())
                .toList();
        List<Object> arriving = held.stream()
                .map(message -> mark(message))
                .takeWhile(Optional::isPresent)
                .map(Optional::orElseThrow)
                .toList();
        for (int both = Math.min(kept.size(), arriving.size()); both > 0; both--) {
            if (kept.subList(kept.size() - both, kept.size()).equals(arriving.subList(0, both))) {
                arriving.subList(0, both).forEach(mark -> unmatched.merge(mark, 1, Integer::sum));
                return;
            }
        }
    }

    /** What tells a message without a position from others; empty for one that has a position, or is none. */
    private Optional<Object> mark(byte[] message) {
        return means.envelope(channel.name(), message)
                .filter(envelope -> envelope.position() == null)
                .map(envelope -> mark(envelope, message));
    }

    /** Its own id, or its text. */
    private Object mark(Envelope envelope, byte[] message) {
        return givenId(envelope).<Object>map(id -> id).orElseGet(() -> PublicationId.ofText(channel.name(), message));
    }

    /** Delivers what was missed. */
    private void merge(Cause cause, boolean lost, RedisHistory.Stored stored) {
        // a channel that is known to carry positions only is whole when its offsets are
        boolean provable =
                epoch != null && !plainKnown && stored.entries().stream().allMatch(e -> e.offset() > 0);
        boolean reaches = reaches(stored);
        GapReason reason = lost || !reaches
                ? GapReason.HISTORY_LOST
                : cause == Cause.INTERRUPTION && !provable ? GapReason.INTERRUPTED : null;
        RedisHistory.Stored missed = untilHeld(stored, top);
        epoch = stored.epoch();
        deliver(missed.entries().stream().filter(this::isNew).toList(), reason, !provable || !reaches);
        top = Math.max(top, missed.top());
    }

    private boolean isNew(RedisHistory.Entry entry) {
        if (entry.offset() > 0) {
            return entry.offset() > top;
        }
        // of what other nodes keep, this one cannot tell what it has delivered when it keeps nothing itself
        return entry.id() != null && retention.size() > 0 && !plainIds.knows(entry.id());
    }

    /** Goes on with a history whose end was exchanged: behind the last publication that both have, all are new. */
    private void rejoin(RedisHistory.Stored stored) {
        int known = 0;
        for (int i = 0; i < stored.entries().size(); i++) {
            if (isKept(stored.entries().get(i))) {
                known = i + 1;
            }
        }
        adopt(stored);
        // if they have none in common, nobody knows what is new
        List<RedisHistory.Entry> entries = stored.entries();
        deliver(known == 0 ? List.of() : entries.subList(known, entries.size()), GapReason.HISTORY_LOST, true);
        blind = known == 0;
    }

    private boolean isKept(RedisHistory.Entry entry) {
        return means.envelope(channel.name(), entry.message())
                .map(envelope -> history.holds(entry.id() == null ? id(envelope, entry.message()) : entry.id()))
                .orElse(false);
    }

    /**
     * Delivers what the history has and this node has not.
     *
     * @param reason why some may be missing before it; null when none is
     * @param within whether some may be missing anywhere among it as well
     */
    private void deliver(List<RedisHistory.Entry> missed, @Nullable GapReason reason, boolean within) {
        if (reason != null) {
            gap(reason);
        }
        int filled = 0;
        for (RedisHistory.Entry entry : missed) {
            Optional<Publication> publication = publication(entry);
            if (entry.offset() > 0) {
                top = Math.max(top, entry.offset());
                topId = publication.map(Publication::id).orElse(null);
            } else {
                mark(entry.message()).ifPresent(mark -> unmatched.merge(mark, 1, Integer::sum));
            }
            publication.ifPresent(this::deliver);
            filled += publication.isPresent() ? 1 : 0;
        }
        if (filled > 0) {
            means.counters().filled(filled);
            if (reason != null && within) {
                gap(reason);
            }
        }
    }

    /** Goes on without the history, which cannot be read. */
    private void unreadable(Cause cause) {
        if (cause != Cause.CHECK) {
            blind = true;
            if (begun) {
                gap(GapReason.HISTORY_LOST);
            }
            begun = true;
            history.gap();
        }
        live();
    }

    private void live() {
        state = State.LIVE;
        while (state == State.LIVE && !held.isEmpty()) {
            byte[] message = held.remove();
            heldBytes -= message.length;
            take(message, early-- > 0);
        }
        if (state != State.LIVE) {
            // one of them showed that the history has to be read again
            return;
        }
        unmatched.clear();
        if (heldTooMuch) {
            heldTooMuch = false;
            gap(GapReason.NODE_OVERLOADED);
            fill(Cause.JUMP);
            return;
        }
        List<Joining> waiting = List.copyOf(joining);
        joining.clear();
        waiting.forEach(client -> client.joined().accept(recovery(client.resume())));
    }

    private Recovery recovery(Optional<Resume> resume) {
        return history.join(resume);
    }

    private void hold(byte[] message) {
        if (heldTooMuch || heldBytes + message.length > MOST_HELD_BYTES) {
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
        unmatched.clear();
    }

    /**
     * Takes a message that has arrived.
     *
     * @param settled whether the history was read after it arrived, so that reading again would show nothing new
     */
    private void take(byte[] message, boolean settled) {
        Optional<Envelope> read = means.envelope(channel.name(), message);
        if (read.isEmpty()) {
            return;
        }
        Envelope envelope = read.get();
        if (envelope.position() == null) {
            takePlain(envelope, message);
        } else {
            takePositioned(envelope, envelope.position(), message, settled);
        }
    }

    private void takePositioned(Envelope envelope, Position position, byte[] message, boolean settled) {
        long offset = position.offset();
        boolean sameEpoch = position.epoch().equals(epoch);
        boolean next = epoch == null ? offset == 1 : sameEpoch && offset == top + 1;
        String id = id(envelope, message);
        if (next || blind) {
            blind = false;
            epoch = position.epoch();
            top = offset;
            topId = id;
            arrived = offset;
            deliver(publication(envelope, id, null));
        } else if (sameEpoch && offset <= top && offset > arrived) {
            // the history was quicker
            arrived = offset;
        } else if (sameEpoch && offset <= top && (delivered.contains(id) || history.holds(id))) {
            // somebody has published once more, word for word, what was delivered before
            return;
        } else if (!settled) {
            heldBytes += message.length;
            held.addFirst(message);
            fill(Cause.JUMP);
        } else {
            // Redis knows nothing of it: made up, or of a life that was over before anybody looked
            gap(GapReason.HISTORY_LOST);
            deliver(publication(envelope, id, null));
        }
    }

    private void takePlain(Envelope envelope, byte[] message) {
        plainKnown = true;
        Object mark = mark(envelope, message);
        if (unmatched.containsKey(mark)) {
            unmatched.computeIfPresent(mark, (_, times) -> times == 1 ? null : times - 1);
            return;
        }
        String id = mark instanceof UUID ofText ? plainIds.next(ofText) : (String) mark;
        String timestamp = envelope.timestamp() == null ? means.now().toString() : null;
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
        delivered.add(publication.id());
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
            if (entry.offset() > 0 || entry.id() == null) {
                return publication(envelope, id(envelope, entry.message()), entry.timestamp());
            }
            if (givenId(envelope).isPresent()) {
                plainIds.add(entry.id());
            } else {
                plainIds.add(entry.id(), PublicationId.ofText(channel.name(), entry.message()));
            }
            return publication(envelope, entry.id(), entry.timestamp());
        });
    }

    private Publication publication(Envelope envelope, String id, @Nullable String timestamp) {
        Position position = envelope.position();
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

    private String id(Envelope envelope, byte[] message) {
        return givenId(envelope).orElseGet(() -> PublicationId.made(PublicationId.ofText(channel.name(), message), 1));
    }

    private static Optional<String> givenId(Envelope envelope) {
        return Optional.ofNullable(envelope.messageId())
                .map(PublicationId::given)
                .filter(id -> !id.isEmpty());
    }
}
