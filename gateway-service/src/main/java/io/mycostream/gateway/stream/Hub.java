package io.mycostream.gateway.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

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

    /** Connections per audience; guards itself and {@link #dialectCounts}. */
    private final Map<Audience, Integer> audiences = new HashMap<>();

    /** Connections per dialect of each channel. */
    private final Map<Channel, Map<Dialect, Integer>> dialectCounts = new HashMap<>();

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
     * Opens a session. The client is told {@link ServerEvent.Subscribed} once its channel is in force.
     *
     * @param loop the event loop that owns the connection; call it from there
     */
    public Session open(ScheduledExecutorService loop, SessionRequest request) {
        Session session = new Session(this, shard(loop), request);
        counters.sessionOpened(request.link().transport());
        join(session);
        shard(loop).admit(session);
        if (draining) {
            session.close(CloseReason.DRAINING);
            return session;
        }
        Shard shard = shard(loop);
        broker.join(session.audience().channel(), session.resume(), recovery -> shard.join(session, recovery));
        return session;
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
        for (Dialect dialect : listening.getOrDefault(publication.channel(), List.of())) {
            try {
                dialect.translate(publication)
                        .ifPresentOrElse(
                                translation -> broadcast(dialect, publication.channel(), translation),
                                counters::publicationUntranslatable);
            } catch (RuntimeException wrong) {
                // a fault in one dialect: the others' clients get the publication
                counters.publicationFailed();
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, wrong);
            }
        }
    }

    @Override
    public void gap(Channel channel, GapReason reason) {
        everyShard.forEach(shard -> shard.enqueue(new Happening.Gap(channel, reason)));
    }

    private void broadcast(Dialect dialect, Channel channel, Translation translation) {
        Audience audience = new Audience(dialect, channel, translation.key());
        Audience all = audience.all();
        Broadcast broadcast = null;
        for (Shard shard : everyShard) {
            if (shard.wants(audience) || shard.wants(all)) {
                if (broadcast == null) {
                    broadcast = new Broadcast(audience, translation.message(), nanos());
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

    private void join(Session session) {
        Audience audience = session.audience();
        synchronized (audiences) {
            audiences.merge(audience, 1, Integer::sum);
            Map<Dialect, Integer> dialects = dialectCounts.computeIfAbsent(audience.channel(), _ -> new HashMap<>());
            boolean first = dialects.isEmpty();
            if (dialects.merge(audience.dialect(), 1, Integer::sum) == 1) {
                listening.put(audience.channel(), List.copyOf(dialects.keySet()));
            }
            if (first) {
                broker.subscribe(audience.channel(), this);
            }
        }
    }

    void leave(Session session) {
        Audience audience = session.audience();
        synchronized (audiences) {
            decrement(audiences, audience);
            Map<Dialect, Integer> dialects = dialectCounts.getOrDefault(audience.channel(), Map.of());
            if (!decrement(dialects, audience.dialect())) {
                return;
            }
            if (dialects.isEmpty()) {
                dialectCounts.remove(audience.channel());
                listening.remove(audience.channel());
                broker.unsubscribe(audience.channel());
            } else {
                listening.put(audience.channel(), List.copyOf(dialects.keySet()));
            }
        }
    }

    /** Takes one off; true when none is left. */
    private static <K> boolean decrement(Map<K, Integer> counts, K key) {
        return counts.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1) == null;
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
