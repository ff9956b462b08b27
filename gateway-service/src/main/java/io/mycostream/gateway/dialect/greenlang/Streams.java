package io.mycostream.gateway.dialect.greenlang;

import io.mycostream.gateway.stream.Broker;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Recovery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The streams of this node: their last events, kept from the start on, and how many clients they have.
 *
 * <p>It hears the six channels, on the broker's thread. What a publisher can make it keep is bounded: in each stream, in the
 * number of streams, and in bytes. Beyond that the stream whose last event is longest ago is forgotten first. Safe for use
 * by many threads; it never waits long.
 */
final class Streams implements Broker.Listener {

    /**
     * What is kept at most.
     *
     * @param events of one stream
     * @param streams that have events
     * @param bytes of all of them, each event counted in each of its streams
     * @param age of a stream's last event; then one without clients is forgotten
     */
    record Bounds(int events, int streams, long bytes, Duration age) {}

    /**
     * One stream as it is now.
     *
     * @param clients that are connected to it
     * @param events that are kept
     */
    record Presence(int clients, int events) {}

    /** How long streams may be kept beyond their age. */
    private static final long SWEEP_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** A place before all events: an id that nothing has, so that whoever comes back with it gets all that is kept. */
    private static final String BEGINNING = "beginning";

    /** What a stream costs besides its name and its events, roughly. */
    private static final int OVERHEAD = 512;

    private static final class Stream {

        final StreamHistory history = new StreamHistory();
        long lastEventNanos;
    }

    private final Bounds bounds;
    private final LongSupplier nanoClock;

    // from here on: guarded by this
    /** Those with events, the one whose last event is longest ago first. */
    private final SequencedMap<String, Stream> streams = new LinkedHashMap<>();

    private final Map<String, Integer> clients = new HashMap<>();
    private final Restoration restoration = new Restoration(channels());

    /** Channels whose events may be heard late, and the number since which. */
    private final Map<Channel, Long> lateSince = new HashMap<>();

    private long latestNumber;
    private long gap = Long.MIN_VALUE;
    private long weight;
    private long forgotten;
    private long sweptNanos;

    /**
     * Creates streams without events.
     *
     * @param nanoClock measures the age, like {@link System#nanoTime()}
     */
    Streams(Bounds bounds, LongSupplier nanoClock) {
        this.bounds = bounds;
        this.nanoClock = nanoClock;
        this.sweptNanos = nanoClock.getAsLong();
    }

    /** A channel is in force, and this is what it had kept. */
    synchronized void restored(Channel channel, Recovery kept) {
        Map<String, List<Kept>> byStream = new LinkedHashMap<>();
        for (Kept event : restoration.restore(channel, kept.publications())) {
            namesOf(event.publication())
                    .forEach(name -> byStream.computeIfAbsent(name, _ -> new ArrayList<>())
                            .add(event));
        }
        byStream.forEach((name, events) -> change(name, history -> history.restore(events, bounds.events())));
        keepBounds();
    }

    @Override
    public synchronized void published(Publication publication) {
        long number = ++latestNumber;
        long since = restoration.isOver() ? lateSince.getOrDefault(publication.channel(), number) : Kept.EVER;
        Kept event = Kept.heard(publication, number, since);
        namesOf(publication).forEach(name -> change(name, history -> history.add(event, bounds.events())));
        keepBounds();
        if (nanoClock.getAsLong() - sweptNanos > SWEEP_NANOS) {
            forgetTheOld();
        }
    }

    @Override
    public synchronized void gap(Channel channel, GapReason reason) {
        gap = latestNumber + 1;
    }

    @Override
    public synchronized void late(Channel channel) {
        lateSince.putIfAbsent(channel, latestNumber + 1);
    }

    @Override
    public synchronized void punctual(Channel channel) {
        lateSince.remove(channel);
    }

    private static List<String> namesOf(Publication publication) {
        List<String> names = new ArrayList<>(GreenLangDialect.read(publication).keys());
        names.add(StreamName.GLOBAL);
        return names;
    }

    private void change(String name, Consumer<StreamHistory> change) {
        Stream stream = streams.remove(name);
        if (stream == null) {
            stream = new Stream();
            weight += OVERHEAD + (long) name.length();
        }
        weight -= stream.history.weight();
        change.accept(stream.history);
        weight += stream.history.weight();
        stream.lastEventNanos = nanoClock.getAsLong();
        streams.putLast(name, stream);
    }

    private void keepBounds() {
        while (streams.size() > bounds.streams()) {
            forgotten++;
            forget(quietest());
        }
        while (weight > bounds.bytes() && !streams.isEmpty()) {
            Map.Entry<String, Stream> quietest = streams.firstEntry();
            StreamHistory history = quietest.getValue().history;
            weight -= history.weight();
            history.forgetOldest();
            weight += history.weight();
            forgotten++;
            if (history.size() == 0) {
                forget(quietest.getKey());
            }
        }
    }

    /** The stream to be forgotten: without clients, if there is one. */
    private String quietest() {
        return streams.keySet().stream()
                .filter(name -> !clients.containsKey(name))
                .findFirst()
                .orElseGet(() -> streams.firstEntry().getKey());
    }

    private void forgetTheOld() {
        long now = nanoClock.getAsLong();
        sweptNanos = now;
        List<String> old = streams.entrySet().stream()
                .takeWhile(each ->
                        now - each.getValue().lastEventNanos > bounds.age().toNanos())
                .map(Map.Entry::getKey)
                .filter(name -> !clients.containsKey(name))
                .toList();
        old.forEach(this::forget);
    }

    private void forget(String name) {
        Stream stream = streams.remove(name);
        if (stream != null) {
            weight -= OVERHEAD + name.length() + stream.history.weight();
        }
    }

    /** A client has come. */
    synchronized void entered(String name) {
        clients.merge(name, 1, Integer::sum);
    }

    /** A client has gone. */
    synchronized void left(String name) {
        clients.computeIfPresent(name, (_, count) -> count == 1 ? null : count - 1);
    }

    /** What a client gets that was told last of the event with this id, which may be anything; of the whole stream. */
    synchronized Recovery after(String name, String id) {
        Stream stream = streams.get(name);
        return stream == null
                ? new Recovery(List.of(), Recovery.Verdict.INCOMPLETE)
                : stream.history.after(Kept.idOnTheWire(id), restoration.spread(), gap);
    }

    /** The id with which a client comes back that has everything up to now. */
    synchronized String place(String name) {
        return Optional.ofNullable(streams.get(name))
                .flatMap(stream -> stream.history.newest())
                .orElse(BEGINNING);
    }

    /** All streams that have clients or events. */
    synchronized SortedMap<String, Presence> presences() {
        forgetTheOld();
        SortedMap<String, Presence> all = new TreeMap<>();
        streams.forEach(
                (name, stream) -> all.put(name, new Presence(clients.getOrDefault(name, 0), stream.history.size())));
        clients.forEach((name, count) -> all.putIfAbsent(name, new Presence(count, 0)));
        return all;
    }

    /** The streams that have events. */
    synchronized int kept() {
        return streams.size();
    }

    /** Bytes of memory that they take, roughly. */
    synchronized long bytes() {
        return weight;
    }

    /** Streams and events that were forgotten because there were too many, or too large ones. */
    synchronized long forgotten() {
        return forgotten;
    }

    /** The channels that are heard. */
    static List<Channel> channels() {
        return Arrays.stream(EventType.values()).map(EventType::channel).toList();
    }
}
