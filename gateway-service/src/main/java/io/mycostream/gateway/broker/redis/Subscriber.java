package io.mycostream.gateway.broker.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * This node's one subscription to Redis, kept alive and proven.
 *
 * <p>A subscription can be dead while its connection looks well, so the node publishes a probe on a channel of its own and
 * expects it back; after two silent intervals the connections are thrown away and made anew. After every interruption all
 * channels are subscribed again. While Redis is away it is tried again with growing, jittered pauses, without end.
 *
 * <p>{@link #add}, {@link #remove}, {@link #confirmed}, {@link #delivery} and {@link #close} may be called from any thread;
 * everything else happens on one Vert.x context, which is also where messages are handed over.
 */
public final class Subscriber {

    /** Takes the messages; called in order, on the subscriber's context. */
    public interface Receiver {
        void receive(String channel, byte[] message);
    }

    /**
     * How often it is looked whether all is well.
     *
     * @param probeInterval pause between two probes; two of them without an answer end the connection
     * @param connectTimeout longest wait for a connection
     * @param longestPause longest pause between two attempts to connect
     */
    public record Rhythm(Duration probeInterval, Duration connectTimeout, Duration longestPause) {}

    private static final Logger LOG = Logger.getLogger(Subscriber.class);
    private static final long FIRST_PAUSE_MILLIS = 50;
    /** Channels named in one SUBSCRIBE: a command of some ten kilobytes, however many there are. */
    private static final int BATCH = 500;

    private final Vertx vertx;
    private final Context context;
    private final RedisConnections redis;
    private final Rhythm rhythm;
    private final Receiver receiver;
    private final String probeChannel = "mycostream:probe:" + UUID.randomUUID();

    /** Every wanted channel, with the future that completes when Redis confirms it. */
    private final Map<String, CompletableFuture<Void>> wanted = new ConcurrentHashMap<>();

    // from here on: confined to the context, or volatile for readers of the delivery
    /** For each channel who waits for its confirmations under way, oldest first: Redis answers in the order of asking. */
    private final Map<String, Queue<CompletableFuture<Void>>> unconfirmed = new HashMap<>();

    private @Nullable RedisConnection subscription;
    private @Nullable RedisConnection prober;
    private long attempt;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private long probeTimer = -1;
    private boolean complained;
    private boolean complainedOfRefusal;
    private boolean closed;
    private volatile long lastProof;
    private volatile boolean proven;
    private volatile String detail = "not connected yet";
    private volatile long roundTripNanos;
    private final LongAdder interruptions = new LongAdder();

    /**
     * Creates a subscriber that is not connected yet.
     *
     * @param redis makes the two connections that are held. They have to be cut when nothing arrives for some intervals: one
     *     that is never answered has no end of its own
     */
    public Subscriber(Vertx vertx, RedisConnections redis, Rhythm rhythm, Receiver receiver) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.redis = redis;
        this.rhythm = rhythm;
        this.receiver = receiver;
    }

    /** Connects, and stays connected from now on; call it once. */
    void start() {
        context.runOnContext(_ -> connect());
    }

    /** Wants a channel from now on. */
    void add(String channel) {
        wanted.put(channel, new CompletableFuture<>());
        context.runOnContext(_ -> {
            if (subscription != null && wanted.containsKey(channel)) {
                subscribe(subscription, List.of(channel));
            }
        });
    }

    /** Wants a channel no longer. */
    void remove(String channel) {
        CompletableFuture<Void> confirmation = wanted.remove(channel);
        if (confirmation != null) {
            confirmation.cancel(false);
        }
        context.runOnContext(_ -> {
            if (subscription != null && !wanted.containsKey(channel)) {
                Request unsubscribe = Request.cmd(Command.UNSUBSCRIBE).arg(channel);
                send(subscription, unsubscribe);
            }
        });
    }

    /** Completes when Redis has confirmed the channel on the present connection; cancelled when it is not wanted. */
    CompletionStage<Void> confirmed(String channel) {
        CompletableFuture<Void> confirmation = wanted.get(channel);
        return confirmation == null ? cancelled() : confirmation;
    }

    private static CompletableFuture<Void> cancelled() {
        CompletableFuture<Void> never = new CompletableFuture<>();
        never.cancel(false);
        return never;
    }

    Delivery delivery() {
        boolean fresh = proven
                && System.nanoTime() - lastProof < 2 * rhythm.probeInterval().toNanos();
        return new Delivery(
                fresh,
                fresh ? "a probe came back after " + TimeUnit.NANOSECONDS.toMicros(roundTripNanos) + " µs" : trouble(),
                Duration.ofNanos(roundTripNanos),
                wanted.size() + 1,
                interruptions.sum());
    }

    private String trouble() {
        long silence = System.nanoTime() - lastProof;
        return proven ? "no probe came back for " + TimeUnit.NANOSECONDS.toMillis(silence) + " ms" : detail;
    }

    void close() {
        context.runOnContext(_ -> {
            closed = true;
            proven = false;
            detail = "closed";
            abandon();
        });
    }

    private void connect() {
        if (closed) {
            return;
        }
        long mine = ++attempt;
        long timer = vertx.setTimer(
                rhythm.connectTimeout().toMillis(),
                _ -> lost(mine, "no answer within " + rhythm.connectTimeout().toMillis() + " ms"));
        Future<RedisConnection> first = redis.subscription();
        Future<RedisConnection> second = redis.commands();
        Future.join(first, second)
                .onComplete(both -> context.runOnContext(_ -> {
                    vertx.cancelTimer(timer);
                    if (both.succeeded() && mine == attempt && !closed) {
                        connected(mine, first.result(), second.result());
                    } else {
                        // too late, or only half a success
                        first.onSuccess(RedisConnection::close);
                        second.onSuccess(RedisConnection::close);
                        lost(mine, both.failed() ? String.valueOf(both.cause().getMessage()) : "stopping");
                    }
                }));
    }

    private void connected(long mine, RedisConnection subscriptionConnection, RedisConnection proberConnection) {
        subscription = subscriptionConnection;
        prober = proberConnection;
        unconfirmed.clear();
        complainedOfRefusal = false;
        // the connection lives on a context of the client's
        subscriptionConnection.handler(reply -> context.runOnContext(_ -> received(mine, reply)));
        watch(mine, subscriptionConnection);
        watch(mine, proberConnection);
        lastProof = System.nanoTime();
        detail = "connected, waiting for the first probe";
        subscribe(subscriptionConnection, List.of(probeChannel));
        subscribe(subscriptionConnection, List.copyOf(wanted.keySet()));
        probeTimer = vertx.setPeriodic(rhythm.probeInterval().toMillis(), _ -> probe(mine));
    }

    private void watch(long mine, RedisConnection connection) {
        connection.endHandler(_ -> context.runOnContext(_ -> lost(mine, "connection closed")));
        connection.exceptionHandler(
                failure -> context.runOnContext(_ -> lost(mine, String.valueOf(failure.getMessage()))));
    }

    private void subscribe(RedisConnection connection, List<String> channels) {
        for (int from = 0; from < channels.size(); from += BATCH) {
            Request request = Request.cmd(Command.SUBSCRIBE);
            for (String channel : channels.subList(from, Math.min(from + BATCH, channels.size()))) {
                request.arg(channel);
                unconfirmed
                        .computeIfAbsent(channel, _ -> new ArrayDeque<>(1))
                        .add(wanted.getOrDefault(channel, new CompletableFuture<>()));
            }
            send(connection, request);
        }
    }

    private void send(RedisConnection connection, Request request) {
        long mine = attempt;
        connection
                .send(request)
                .onFailure(failure -> context.runOnContext(_ -> lost(mine, String.valueOf(failure.getMessage()))));
    }

    private void received(long mine, Response reply) {
        if (mine != attempt) {
            return;
        }
        if (reply.type() == ResponseType.ERROR) {
            refused(reply.toString());
            return;
        }
        String kind = reply.get(0).toString();
        String channel = reply.get(1).toString();
        if (kind.equals("message")) {
            if (channel.equals(probeChannel)) {
                proof(reply.get(2).toString());
            } else {
                receiver.receive(channel, reply.get(2).toBytes());
            }
        } else if (kind.equals("subscribe")) {
            confirm(mine, channel);
        }
    }

    private void refused(String why) {
        // once a connection: every client of a channel that this user may not read causes one
        if (!complainedOfRefusal) {
            complainedOfRefusal = true;
            LOG.warnf("Redis refuses a subscription: %s", why);
        }
    }

    private void confirm(long mine, String channel) {
        // a channel left and joined again in haste has several confirmations under way; each is for whoever asked then
        Queue<CompletableFuture<Void>> waiting = unconfirmed.get(channel);
        CompletableFuture<Void> confirmation = waiting == null ? null : waiting.poll();
        if (confirmation != null) {
            confirmation.complete(null);
        }
        if (waiting != null && waiting.isEmpty()) {
            unconfirmed.remove(channel);
        }
        if (channel.equals(probeChannel)) {
            probe(mine);
        }
    }

    private void probe(long mine) {
        RedisConnection connection = prober;
        if (mine != attempt || connection == null) {
            return;
        }
        long silence = System.nanoTime() - lastProof;
        if (silence > 2 * rhythm.probeInterval().toNanos()) {
            lost(mine, "no probe came back for " + TimeUnit.NANOSECONDS.toMillis(silence) + " ms");
            return;
        }
        send(connection, Request.cmd(Command.PUBLISH).arg(probeChannel).arg(Long.toString(System.nanoTime())));
    }

    private void proof(String sentNanos) {
        long now = System.nanoTime();
        lastProof = now;
        roundTripNanos = now - Long.parseLong(sentNanos);
        pauseMillis = FIRST_PAUSE_MILLIS;
        if (!proven) {
            proven = true;
            complained = false;
            LOG.infof("Redis delivers roundTripMicros=%d channels=%d", roundTripNanos / 1000, wanted.size());
        }
    }

    private void lost(long mine, String why) {
        if (mine != attempt || closed) {
            return;
        }
        attempt++;
        proven = false;
        detail = "Redis does not deliver: " + why;
        if (!complained) {
            complained = true;
            LOG.warnf("Redis does not deliver, trying again until it does: %s", why);
        }
        abandon();
        long pause = pauseMillis + ThreadLocalRandom.current().nextLong(pauseMillis);
        pauseMillis = Math.min(2 * pauseMillis, rhythm.longestPause().toMillis());
        vertx.setTimer(pause, _ -> connect());
    }

    private void abandon() {
        vertx.cancelTimer(probeTimer);
        if (!closed && (subscription != null || prober != null)) {
            interruptions.increment();
        }
        closeQuietly(subscription);
        closeQuietly(prober);
        subscription = null;
        prober = null;
        for (Iterator<Map.Entry<String, CompletableFuture<Void>>> each =
                        wanted.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<String, CompletableFuture<Void>> channel = each.next();
            if (channel.getValue().isDone()) {
                // confirmed on the connection that is gone: whoever asks from now on waits for the next one
                wanted.replace(channel.getKey(), channel.getValue(), new CompletableFuture<>());
            }
        }
    }

    private static void closeQuietly(@Nullable RedisConnection connection) {
        if (connection != null) {
            connection.close();
        }
    }
}
