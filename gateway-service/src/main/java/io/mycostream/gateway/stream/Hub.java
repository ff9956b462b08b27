package io.mycostream.gateway.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Where publications meet the sessions of this node.
 *
 * <p>Keeps who listens to what: the broker is subscribed to a channel with its first listener and unsubscribed after the
 * last. A publication is put into each listening dialect's words once and handed to the shards of the event loops whose
 * sessions want it; the shards do the rest. Safe for use by many threads; it never waits.
 */
public final class Hub implements Broker.Listener {

    /**
     * How the fan-out trades delay for work.
     *
     * @param linger least pause between two drains of one event loop: the longest a publication waits so that others can
     *     share its flush
     * @param loopQueueBytes most bytes of publications waiting for one event loop
     * @param recoveryBytes most bytes of what returning clients missed and have not taken yet, all of them together
     */
    public record Tuning(Duration linger, long loopQueueBytes, long recoveryBytes) {}

    /**
     * Who listens to one channel now.
     *
     * @param connections open connections, of any transport
     * @param keys what they listen to, each once; without those who listen to everything
     */
    public record Presence(int connections, SortedSet<String> keys) {}

    private final Broker broker;
    private final StreamCounters counters;
    private final Tuning tuning;
    private final RecoveryMemory recoveryMemory;
    private final InstantSource clock;
    private final LongSupplier nanoClock;
    private final LongConsumer deliveryNanos;

    private final Map<ScheduledExecutorService, Shard> shards = new ConcurrentHashMap<>();
    private final List<Shard> everyShard = new CopyOnWriteArrayList<>();

    /** The dialects listening to each channel; replaced under the lock, read without it. */
    private final Map<Channel, List<Dialect>> listening = new ConcurrentHashMap<>();

    /** Who hears each channel with or without clients. */
    private final Map<Channel, List<Broker.Listener>> watchers = new ConcurrentHashMap<>();

    /** Connections per audience; guards itself, {@link #dialectCounts} and {@link #interests}. */
    private final Map<Audience, Integer> audiences = new HashMap<>();

    /** Connections per dialect of each channel. */
    private final Map<Channel, Map<Dialect, Integer>> dialectCounts = new HashMap<>();

    /** Why each channel is subscribed: a reason for each subscription of a session, each watcher, each reading. */
    private final Map<Channel, Integer> interests = new HashMap<>();

    private volatile boolean draining;

    /**
     * Creates a hub without sessions.
     *
     * @param clock tells clients the time
     * @param nanoClock measures pauses, like {@link System#nanoTime()}
     * @param deliveryNanos told after each drain how long its oldest publication took from receipt to flush
     */
    public Hub(
            Broker broker,
            StreamCounters counters,
            Tuning tuning,
            InstantSource clock,
            LongSupplier nanoClock,
            LongConsumer deliveryNanos) {
        this.broker = broker;
        this.counters = counters;
        this.tuning = tuning;
        this.recoveryMemory = new RecoveryMemory(tuning.recoveryBytes());
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.deliveryNanos = deliveryNanos;
    }

    /**
     * Opens a session. Its first turn is carried out once its channels are in force.
     *
     * @param loop the event loop that owns the connection; call it from there
     */
    public Session open(ScheduledExecutorService loop, SessionRequest request) {
        Shard shard = shard(loop);
        Session session = new Session(this, shard, request);
        counters.sessionOpened(request.link().transport());
        shard.admit(session);
        if (draining) {
            session.close(CloseReason.DRAINING);
        } else {
            session.open();
        }
        return session;
    }

    /**
     * Hears a channel with or without clients, from now on. The watcher has heard a publication before any session is offered
     * it; it is called as {@link Broker.Listener} says.
     *
     * @param joined told what is kept, once the channel is in force and before the watcher hears anything
     */
    public void watch(Channel channel, Broker.Listener watcher, Consumer<Recovery> joined) {
        want(channel);
        broker.join(channel, Optional.of(new Resume.Everything()), recovery -> {
            joined.accept(recovery);
            watchers.merge(
                    channel,
                    List.of(watcher),
                    (present, added) ->
                            Stream.concat(present.stream(), added.stream()).toList());
        });
    }

    /**
     * Reads what is kept of a channel, once, and with it what was published until then.
     *
     * @return completes on some thread when the broker has answered, which may take as long as that is away
     */
    public CompletionStage<Recovery> read(Channel channel) {
        want(channel);
        CompletableFuture<Recovery> read = new CompletableFuture<>();
        Runnable giveUp = broker.join(channel, Optional.of(new Resume.Everything()), read::complete);
        // elsewhere, because the broker may hold what giving up the channel needs
        read.whenCompleteAsync((_, _) -> {
            giveUp.run();
            wantNoMore(channel);
        });
        return read;
    }

    /**
     * Publishes to whoever listens at this moment, as {@link Broker#send} says.
     *
     * @return completes on some thread; fails with a {@link BrokerException} when the message is not on its way
     */
    public CompletionStage<Void> send(Channel channel, String message) {
        return broker.send(channel, message);
    }

    /** Whether publications reach this node now. */
    public boolean delivers() {
        return broker.delivers();
    }

    /** Forgets what was published on a channel, as {@link Broker#forget} says. */
    public CompletionStage<Void> forget(Channel channel, String command) {
        return broker.forget(channel, command);
    }

    /** Forgets what was published on all channels that begin so, as {@link Broker#forgetAll} says. */
    public CompletionStage<Void> forgetAll(String beginning, String command) {
        return broker.forgetAll(beginning, command);
    }

    /** Who listens to a channel in one of these dialects now. */
    public Presence presence(Set<? extends Dialect> dialects, Channel channel) {
        int connections = 0;
        SortedSet<String> keys = new TreeSet<>();
        synchronized (audiences) {
            for (Map.Entry<Audience, Integer> entry : audiences.entrySet()) {
                Audience audience = entry.getKey();
                if (audience.channel().equals(channel) && dialects.contains(audience.dialect())) {
                    connections += entry.getValue();
                    if (audience.key() != null) {
                        keys.add(audience.key());
                    }
                }
            }
        }
        return new Presence(connections, keys);
    }

    /** How many subscriptions this dialect's clients have now, by channel. */
    public SortedMap<Channel, Integer> subscriptions(Dialect dialect) {
        SortedMap<Channel, Integer> counts = new TreeMap<>(Comparator.comparing(Channel::name));
        synchronized (audiences) {
            audiences.forEach((audience, count) -> {
                if (audience.dialect().equals(dialect)) {
                    counts.merge(audience.channel(), count, Integer::sum);
                }
            });
        }
        return counts;
    }

    /** Whether new connections should be sent elsewhere. */
    public boolean draining() {
        return draining;
    }

    /**
     * Lets all clients go. Who has not gone yet is served as before.
     *
     * @param period over which they are spread, so that they do not come back elsewhere all at once; few of them go faster
     * @return completes when every session has been told and closed
     */
    public CompletionStage<Void> drain(Duration period) {
        draining = true;
        List<CompletableFuture<Void>> loops = new ArrayList<>();
        for (Shard shard : everyShard) {
            loops.add(CompletableFuture.supplyAsync(() -> shard.letGo(period), shard.loop())
                    .thenCompose(allGone -> allGone));
        }
        return CompletableFuture.allOf(loops.toArray(CompletableFuture[]::new));
    }

    @Override
    public void published(Publication publication) {
        counters.publicationReceived();
        for (Broker.Listener watcher : watchers.getOrDefault(publication.channel(), List.of())) {
            try {
                watcher.published(publication);
            } catch (RuntimeException wrong) {
                failed(wrong);
            }
        }
        for (Dialect dialect : listening.getOrDefault(publication.channel(), List.of())) {
            try {
                dialect.translate(publication)
                        .ifPresentOrElse(
                                translation -> broadcast(dialect, publication.channel(), translation),
                                counters::publicationUntranslatable);
            } catch (RuntimeException wrong) {
                failed(wrong);
            }
        }
    }

    /** A fault in one dialect: the others' clients get the publication. */
    private void failed(RuntimeException wrong) {
        counters.publicationFailed();
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, wrong);
    }

    @Override
    public void gap(Channel channel, GapReason reason) {
        watchers.getOrDefault(channel, List.of()).forEach(watcher -> watcher.gap(channel, reason));
        everyShard.forEach(shard -> shard.enqueue(new Happening.Gap(channel, reason)));
    }

    @Override
    public void late(Channel channel) {
        watchers.getOrDefault(channel, List.of()).forEach(watcher -> watcher.late(channel));
    }

    @Override
    public void punctual(Channel channel) {
        watchers.getOrDefault(channel, List.of()).forEach(watcher -> watcher.punctual(channel));
    }

    private void broadcast(Dialect dialect, Channel channel, Translation translation) {
        List<Audience> concerned = Audience.of(dialect, channel, translation.keys());
        Broadcast broadcast = null;
        for (Shard shard : everyShard) {
            if (shard.wantsAny(concerned)) {
                if (broadcast == null) {
                    broadcast = new Broadcast(concerned, translation, nanos());
                }
                shard.enqueue(broadcast);
            }
        }
        if (broadcast != null) {
            broadcast.release();
        }
    }

    private Shard shard(ScheduledExecutorService loop) {
        return shards.computeIfAbsent(loop, _ -> {
            Shard shard = new Shard(this, loop, tuning);
            everyShard.add(shard);
            return shard;
        });
    }

    /** A session is about to subscribe; {@link #leave} takes it back. */
    void enter(Audience audience) {
        Channel channel = audience.channel();
        synchronized (audiences) {
            audiences.merge(audience, 1, Integer::sum);
            Map<Dialect, Integer> dialects = dialectCounts.computeIfAbsent(channel, _ -> new HashMap<>());
            if (dialects.merge(audience.dialect(), 1, Integer::sum) == 1) {
                listening.put(channel, List.copyOf(dialects.keySet()));
            }
            want(channel);
        }
    }

    void leave(Audience audience) {
        Channel channel = audience.channel();
        synchronized (audiences) {
            decrement(audiences, audience);
            Map<Dialect, Integer> dialects = dialectCounts.getOrDefault(channel, Map.of());
            if (decrement(dialects, audience.dialect())) {
                if (dialects.isEmpty()) {
                    dialectCounts.remove(channel);
                    listening.remove(channel);
                } else {
                    listening.put(channel, List.copyOf(dialects.keySet()));
                }
            }
            wantNoMore(channel);
        }
    }

    private void want(Channel channel) {
        synchronized (audiences) {
            if (interests.merge(channel, 1, Integer::sum) == 1) {
                broker.subscribe(channel, this);
            }
        }
    }

    private void wantNoMore(Channel channel) {
        synchronized (audiences) {
            if (decrement(interests, channel)) {
                broker.unsubscribe(channel);
            }
        }
    }

    /** Takes one off; true when none is left. */
    private static <K> boolean decrement(Map<K, Integer> counts, K key) {
        return counts.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1) == null;
    }

    Broker broker() {
        return broker;
    }

    StreamCounters counters() {
        return counters;
    }

    RecoveryMemory recoveryMemory() {
        return recoveryMemory;
    }

    /** Bytes of what returning clients missed and have not taken yet. */
    public long recoveryBytes() {
        return recoveryMemory.taken();
    }

    /**
     * Takes memory, out of that for what returning clients missed, for something kept that goes to somebody without a session;
     * {@link #giveBackRecoveryBytes} follows once it has gone there.
     *
     * @return false if the others leave too little
     */
    public boolean takeRecoveryBytes(long bytes) {
        return recoveryMemory.take(bytes);
    }

    public void giveBackRecoveryBytes(long bytes) {
        recoveryMemory.giveBack(bytes);
    }

    void delivered(long nanos) {
        deliveryNanos.accept(nanos);
    }

    Instant now() {
        return clock.instant();
    }

    long nanos() {
        return nanoClock.getAsLong();
    }
}
