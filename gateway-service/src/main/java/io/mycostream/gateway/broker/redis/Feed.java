package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.stream.Broker;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.History;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Resume;
import io.mycostream.gateway.stream.Retention;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One channel as this node hears it: messages that arrive become publications in one order without holes, whatever happened
 * to the connection in between.
 *
 * <p>A feed is filled from the history in Redis when its subscription begins ({@link Beginning}), when it begins again
 * after an interruption, and when an offset shows that something is missing ({@link Filling}). While it is being filled,
 * what arrives is {@link Held}; then the two are put together and it is live again. What cannot be filled is told as a
 * gap. How far it has come is its {@link Place}; where it all goes is its {@link Tail}.
 *
 * <p>Publications of the SDK carry an offset, and theirs are what the promise holds for. Others have none and are called
 * plain: they are delivered where they arrive, under an id that every node makes alike, and entered into the history.
 * Confined to the broker's context.
 */
final class Feed {

    private enum State {
        /** Nothing arrives. */
        DEAF,
        /** Messages arrive and are held until the history has been read. */
        FILLING,
        LIVE
    }

    /**
     * What was published up to a place is to be forgotten.
     *
     * @param behind the place among what is {@linkplain Held#arrived held}
     */
    private record Forgetting(String command, long behind, Promise<Void> done) {}

    /** What the SDK keeps by default: so much is filled also where this node keeps less. */
    private static final int MOST_FILLED = 1_000;

    /** Texts and ids remembered where nothing is kept: enough for one id not to stand for two publications in a row. */
    private static final int LEAST_IDS = 64;

    private final Channel channel;
    private final Retention retention;
    private final Means means;
    private final MessageReader reader;
    private final Place place;
    private final Held held = new Held();
    private final Overlap overlap;
    private final Tail tail;
    private final Lookup lookup;
    private final Beginning beginning;
    private final Filling filling;
    private final Reporter reporter;
    private final Arrivals arrivals;

    /** Who waits to be let in, and how far it had come; in the order of coming. */
    private final Map<Consumer<Recovery>, Optional<Resume>> joining = new LinkedHashMap<>();

    private final Deque<Forgetting> forgetting = new ArrayDeque<>(0);

    /** The epoch whose history knows what this node promises to keep. */
    private @Nullable String promised;

    private State state = State.DEAF;
    private boolean begun;
    private boolean heard;

    Feed(Channel channel, Retention retention, Means means, LongSupplier nanoClock) {
        this.channel = channel;
        this.retention = retention;
        this.means = means;
        PlainIds plainIds = new PlainIds(
                Math.max(2 * retention.size(), LEAST_IDS), () -> PublicationId.firstOccurrence(means.now()));
        reader = new MessageReader(channel, plainIds, means);
        place = new Place(reader);
        tail = new Tail(channel, new History(retention, nanoClock), plainIds, means.counters());
        overlap = new Overlap(held, reader);
        lookup = new Lookup(channel, held, means);
        beginning = new Beginning(place, held, overlap, reader, tail);
        filling = new Filling(place, held, overlap, plainIds, reader, tail, means.counters());
        reporter = new Reporter(channel, retention, means);
        arrivals = new Arrivals(place, overlap, reader, tail, reporter, means.counters());
    }

    /** Whom it is told to; null for nobody, as long as the history is all that is wanted. */
    void listener(Broker.@Nullable Listener toldFromNowOn) {
        tail.listener(toldFromNowOn);
        if (toldFromNowOn == null) {
            joining.clear();
        }
    }

    boolean hasListener() {
        return tail.hasListener();
    }

    /** Whether it holds nothing that anybody could want. */
    boolean isForgotten() {
        return !hasListener() && state != State.FILLING && tail.isEmpty();
    }

    /** Bytes of payload that are kept or held here. */
    long bytes() {
        return tail.bytes() + held.bytes();
    }

    /** Lets a client in as soon as the feed is live. */
    void join(Optional<Resume> resume, Consumer<Recovery> joined) {
        if (state == State.LIVE) {
            joined.accept(tail.recovery(resume));
        } else {
            joining.put(joined, resume);
        }
    }

    /** Somebody who waits to be let in does so no longer: it may be long until the feed is live. */
    void giveUp(Consumer<Recovery> joined) {
        joining.remove(joined);
    }

    /**
     * Messages arrive from now on.
     *
     * @param sinceMicros when that was asked for, by Redis' clock
     */
    void subscribed(long sinceMicros) {
        if (state == State.DEAF) {
            reporter.listening(sinceMicros);
            place.newSubscription();
            fill(begun ? Cause.INTERRUPTION : Cause.BEGINNING);
        }
    }

    /** Messages arrive no more. */
    void interrupted() {
        state = State.DEAF;
        tail.late();
        lookup.abandon();
        held.clear();
        overlap.clear();
    }

    void received(byte[] text) {
        heard = true;
        switch (state) {
            case DEAF -> {
                // of a connection that is gone, or of a channel that was just left
            }
            case FILLING -> reader.read(text).ifPresent(held::add);
            case LIVE ->
                reader.read(text).ifPresent(message -> {
                    take(message, false);
                    promise();
                });
        }
    }

    /**
     * Forgets what arrived until now, in its place behind it; who listens goes on.
     *
     * @param command see {@link Broker#forget}
     * @return completes when the history in Redis has forgotten it, too
     */
    Future<Void> forget(String command) {
        Promise<Void> done = Promise.promise();
        forgetting.add(new Forgetting(command, held.arrived(), done));
        if (state == State.LIVE) {
            forgetWhatIsDue();
        }
        return done.future();
    }

    private void forgetWhatIsDue() {
        for (Forgetting next = forgetting.peek();
                next != null && next.behind() <= held.passed();
                next = forgetting.peek()) {
            forgetting.remove();
            tail.forget();
            means.forget(channel.name(), next.command(), place.epoch(), place.top())
                    .onComplete(next.done());
        }
    }

    /** Looks whether what seems quiet is quiet. */
    void check() {
        if (state == State.LIVE && place.epoch() != null && !heard) {
            fill(Cause.CHECK);
        }
        heard = false;
    }

    private void fill(Cause cause) {
        state = State.FILLING;
        tail.late();
        read(cause, cause == Cause.INTERRUPTION ? place.beforeLatest() : place.top(), false);
    }

    /** Reads all that is kept, as the history has become another: what was missed of the old one is lost. */
    private void readAnew(Cause cause) {
        read(cause, 0, true);
    }

    private void read(Cause cause, long after, boolean lost) {
        int most = begun ? Math.max(retention.size(), MOST_FILLED) : retention.size();
        lookup.begin(after, most, stored -> makeUse(cause, lost, stored), why -> unreadable(cause, why));
    }

    private void makeUse(Cause cause, boolean lost, RedisHistory.Stored stored) {
        try {
            if (begun) {
                goOn(cause, lost, stored);
            } else {
                begun = true;
                beginning.with(overlap.upToHeld(stored));
                live();
            }
        } catch (RuntimeException wrong) {
            // whatever somebody has written there: the channel must not stand still for it
            unreadable(cause, wrong);
        }
    }

    private void goOn(Cause cause, boolean lost, RedisHistory.Stored stored) {
        switch (place.likeness(stored)) {
            case UNKNOWN -> tail.gap(GapReason.HISTORY_LOST);
            case OTHER_EPOCH -> {
                // another life of the history: what is in there is new from the first on
                place.startOf(stored.epoch());
                readAnew(cause);
                return;
            }
            case OLDER_COPY -> {
                if (retention.size() > 0 && !lost) {
                    readAnew(cause);
                    return;
                }
                filling.rejoin(overlap.upToHeld(stored));
            }
            case SAME -> filling.merge(overlap.upToHeld(stored), cause, retention.size() > 0, lost);
        }
        live();
    }

    /** Goes on without the history, which cannot be read. */
    private void unreadable(Cause cause, Throwable why) {
        means.counters().historyUnreadable(channel.name(), why);
        if (cause != Cause.CHECK) {
            place.lose();
            if (begun) {
                tail.gap(GapReason.HISTORY_LOST);
            } else {
                begun = true;
                tail.keepGap();
            }
        }
        live();
    }

    /** Takes what was held, and lets those in who waited. */
    private void live() {
        state = State.LIVE;
        forgetWhatIsDue();
        while (state == State.LIVE && !held.isEmpty()) {
            boolean settled = held.isSettled();
            take(held.next(), settled);
            if (state == State.LIVE) {
                forgetWhatIsDue();
            }
        }
        promise();
        if (state != State.LIVE) {
            // one of them showed that the history has to be read again
            return;
        }
        overlap.clear();
        if (held.overflowed()) {
            tail.gap(GapReason.NODE_OVERLOADED);
            // what was dropped was not reported
            reporter.listening(means.redisMicros());
            fill(Cause.JUMP);
            return;
        }
        tail.punctual();
        Map<Consumer<Recovery>, Optional<Resume>> waiting = new LinkedHashMap<>(joining);
        joining.clear();
        waiting.forEach((joined, resume) -> joined.accept(tail.recovery(resume)));
    }

    /**
     * Tells the history, once in each of its lives, what this node keeps for those who come later: its publishers know
     * nothing of that, and would let it go sooner.
     */
    private void promise() {
        String epoch = place.epoch();
        if (epoch == null || !retention.always() || retention.size() == 0 || epoch.equals(promised)) {
            return;
        }
        promised = epoch;
        means.keep(channel.name(), retention).onFailure(why -> {
            means.counters().notKept(channel.name(), why);
            if (epoch.equals(promised)) {
                promised = null;
            }
        });
    }

    private void take(ChannelMessage message, boolean settled) {
        if (!arrivals.take(message, settled)) {
            held.putBack(message);
            fill(Cause.JUMP);
        }
    }
}
