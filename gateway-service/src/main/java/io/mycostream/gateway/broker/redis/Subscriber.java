package io.mycostream.gateway.broker.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * This node's one subscription to Redis, kept alive and proven.
 *
 * <p>A subscription can be dead while its connection looks well, so the node publishes a probe on a channel of its own and
 * expects it back; after two silent intervals the connections are thrown away and made anew. After every interruption all
 * channels are subscribed again, many with one command. While Redis is away it is tried again with growing, jittered
 * pauses, without end.
 *
 * <p>Everything happens on one Vert.x context, the receiver's calls included; only {@link #delivery} may be called from
 * elsewhere.
 */
final class Subscriber {

    /** Hears what becomes of the subscription. */
    interface Receiver {

        /** A message, in the order of its arrival. */
        void received(String channel, byte[] message);

        /**
         * Redis has confirmed an interest: from here on messages arrive.
         *
         * @param sinceMicros a time of Redis' own clock, right before it was asked for
         */
        void subscribed(Interest interest, long sinceMicros);

        /** Nothing arrives any more until each interest is confirmed again. */
        void interrupted();
    }

    private static final Logger LOG = Logger.getLogger(Subscriber.class);
    private static final long FIRST_PAUSE_MILLIS = 50;
    /** Channels named in one SUBSCRIBE: a command of some ten kilobytes, however many there are. */
    private static final int BATCH = 500;

    private static final String MARK = "mark ";

    private final Vertx vertx;
    private final Context context;
    private final RedisConnections redis;
    private final Rhythm rhythm;
    private final Receiver receiver;
    private final String probeChannel = "mycostream:probe:" + UUID.randomUUID();

    private final Set<Interest> wanted = new LinkedHashSet<>();

    /**
     * What Redis was asked for and has not confirmed.
     *
     * @param count confirmations under way; the last one counts
     * @param sinceMicros when it was asked last, by Redis' clock
     */
    private record Asked(int count, long sinceMicros) {}

    private final Map<Interest, Asked> unconfirmed = new HashMap<>();

    /** Marks that are under way, by their text. */
    private final Map<String, Promise<Void>> marks = new HashMap<>();

    private long marksSent;
    private @Nullable RedisConnection subscription;
    private @Nullable RedisConnection commands;
    private RedisClock clock = new RedisClock(0, System::nanoTime);
    private long attempt;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private long probeTimer = -1;
    private boolean complained;
    private boolean complainedOfRefusal;
    private boolean closed;
    private volatile int interests;
    private long lastLook;
    private volatile long lastProof;
    private volatile boolean proven;
    private volatile String detail = "not connected yet";
    private volatile long roundTripNanos;
    private final LongAdder interruptions = new LongAdder();
    private final LongAdder resubscriptions = new LongAdder();

    /**
     * Creates a subscriber that is not connected yet.
     *
     * @param redis makes the two connections that are held. They have to be cut when nothing arrives for some intervals: one
     *     that is never answered has no end of its own
     */
    Subscriber(Vertx vertx, Context context, RedisConnections redis, Rhythm rhythm, Receiver receiver) {
        this.vertx = vertx;
        this.context = context;
        this.redis = redis;
        this.rhythm = rhythm;
        this.receiver = receiver;
    }

    /** Connects, and stays connected from now on; call it once. */
    void start() {
        connect();
    }

    /** Wants to hear this from now on. */
    void add(Interest interest) {
        if (wanted.add(interest)) {
            interests = wanted.size();
            if (subscription != null) {
                subscribe(subscription, List.of(interest));
            }
        }
    }

    /** Wants it no longer. */
    void remove(Interest interest) {
        if (wanted.remove(interest)) {
            interests = wanted.size();
            if (subscription != null) {
                Command command = interest.beginning() ? Command.PUNSUBSCRIBE : Command.UNSUBSCRIBE;
                send(subscription, Request.cmd(command).arg(interest.spelled()));
            }
        }
    }

    /** The connection for everything but the subscription, or null while there is none. */
    @Nullable
    RedisConnection commands() {
        return commands;
    }

    /** The time by Redis' clock, in microseconds since 1970; somewhat behind, never ahead. */
    long redisMicros() {
        return clock.micros();
    }

    /** Compares the clocks again, because they drift apart. */
    void readClock() {
        if (commands != null) {
            RedisClock.read(commands).onSuccess(read -> context.runOnContext(_ -> clock = read));
        }
    }

    /**
     * Completes once everything has been received that was published before this call, on the context; fails when the
     * connection is lost.
     *
     * <p>Redis sends a subscriber what is published in one order, but an answer on the other connection may overtake it: so
     * a mark is published, and when that comes, everything before it has come.
     */
    Future<Void> caughtUp() {
        Promise<Void> received = Promise.promise();
        context.runOnContext(_ -> {
            RedisConnection connection = commands;
            if (connection == null) {
                received.fail("Redis is not connected");
                return;
            }
            String mark = MARK + ++marksSent;
            marks.put(mark, received);
            send(connection, Request.cmd(Command.PUBLISH).arg(probeChannel).arg(mark));
        });
        return received.future();
    }

    Delivery delivery() {
        boolean fresh = proven
                && System.nanoTime() - lastProof < 2 * rhythm.probeInterval().toNanos();
        return new Delivery(
                fresh,
                fresh ? "a probe came back after " + TimeUnit.NANOSECONDS.toMicros(roundTripNanos) + " µs" : trouble(),
                Duration.ofNanos(roundTripNanos),
                interests + 1,
                interruptions.sum(),
                resubscriptions.sum());
    }

    private String trouble() {
        long silence = System.nanoTime() - lastProof;
        return proven ? "no probe came back for " + TimeUnit.NANOSECONDS.toMillis(silence) + " ms" : detail;
    }

    void close() {
        closed = true;
        proven = false;
        detail = "closed";
        abandon();
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
                .compose(_ -> RedisClock.read(second.result()))
                .onComplete(both -> context.runOnContext(_ -> {
                    vertx.cancelTimer(timer);
                    if (both.succeeded() && mine == attempt && !closed) {
                        connected(mine, first.result(), second.result(), both.result());
                    } else {
                        // too late, or only half a success
                        first.onSuccess(RedisConnection::close);
                        second.onSuccess(RedisConnection::close);
                        lost(mine, both.failed() ? String.valueOf(both.cause().getMessage()) : "stopping");
                    }
                }));
    }

    private void connected(
            long mine, RedisConnection subscriptionConnection, RedisConnection proberConnection, RedisClock read) {
        clock = read;
        subscription = subscriptionConnection;
        commands = proberConnection;
        unconfirmed.clear();
        if (interruptions.sum() > 0) {
            resubscriptions.add(wanted.size());
        }
        complainedOfRefusal = false;
        // the connection lives on a context of the client's
        subscriptionConnection.handler(reply -> context.runOnContext(_ -> received(mine, reply)));
        watch(mine, subscriptionConnection);
        watch(mine, proberConnection);
        lastProof = System.nanoTime();
        lastLook = lastProof;
        detail = "connected, waiting for the first probe";
        subscribe(subscriptionConnection, List.of(Interest.inChannel(probeChannel)));
        wanted.stream()
                .collect(Collectors.partitioningBy(Interest::beginning))
                .values()
                .forEach(same -> subscribe(subscriptionConnection, same));
        probeTimer = vertx.setPeriodic(rhythm.probeInterval().toMillis(), _ -> probe(mine));
    }

    private void watch(long mine, RedisConnection connection) {
        connection.endHandler(_ -> context.runOnContext(_ -> lost(mine, "connection closed")));
        connection.exceptionHandler(
                failure -> context.runOnContext(_ -> lost(mine, String.valueOf(failure.getMessage()))));
    }

    /** Subscribes to channels, or to beginnings, but not to both. */
    private void subscribe(RedisConnection connection, List<Interest> same) {
        for (int from = 0; from < same.size(); from += BATCH) {
            Request request = Request.cmd(same.getFirst().beginning() ? Command.PSUBSCRIBE : Command.SUBSCRIBE);
            for (Interest interest : same.subList(from, Math.min(from + BATCH, same.size()))) {
                request.arg(interest.spelled());
                Asked before = unconfirmed.get(interest);
                unconfirmed.put(interest, new Asked(before == null ? 1 : before.count() + 1, clock.micros()));
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
        switch (reply.get(0).toString()) {
            case "message" -> message(reply.get(1).toString(), reply.get(2));
            case "pmessage" -> message(reply.get(2).toString(), reply.get(3));
            case "subscribe" -> confirm(mine, Interest.inChannel(reply.get(1).toString()));
            case "psubscribe" -> {
                String pattern = reply.get(1).toString();
                confirm(mine, Interest.inBeginning(pattern.substring(0, pattern.length() - 1)));
            }
            default -> {
                // the end of a subscription: nobody waits for it
            }
        }
    }

    private void message(String channel, Response message) {
        if (channel.equals(probeChannel)) {
            Promise<Void> mark = marks.remove(message.toString());
            if (mark != null) {
                mark.complete();
            } else if (!message.toString().startsWith(MARK)) {
                proof(message.toString());
            }
        } else {
            receiver.received(channel, message.toBytes());
        }
    }

    private void refused(String why) {
        // once a connection: every client of a channel that this user may not read causes one
        if (!complainedOfRefusal) {
            complainedOfRefusal = true;
            LOG.warnf("Redis refuses a subscription: %s", why);
        }
    }

    private void confirm(long mine, Interest interest) {
        if (interest.equals(Interest.inChannel(probeChannel))) {
            probe(mine);
            return;
        }
        // a channel left and joined again in haste has several confirmations under way
        Asked asked = unconfirmed.remove(interest);
        if (asked != null && asked.count() > 1) {
            unconfirmed.put(interest, new Asked(asked.count() - 1, asked.sinceMicros()));
        } else if (asked != null && wanted.contains(interest)) {
            receiver.subscribed(interest, asked.sinceMicros());
        }
    }

    private void probe(long mine) {
        RedisConnection connection = commands;
        if (mine != attempt || connection == null) {
            return;
        }
        forgiveOwnDelay();
        long silence = System.nanoTime() - lastProof;
        if (silence > 2 * rhythm.probeInterval().toNanos()) {
            lost(mine, "no probe came back for " + TimeUnit.NANOSECONDS.toMillis(silence) + " ms");
            return;
        }
        send(connection, Request.cmd(Command.PUBLISH).arg(probeChannel).arg(Long.toString(System.nanoTime())));
    }

    /** Time in which this node itself stood still is no silence of Redis: what arrived meanwhile waits to be read. */
    private void forgiveOwnDelay() {
        long now = System.nanoTime();
        long interval = rhythm.probeInterval().toNanos();
        long delay = now - lastLook - interval;
        lastLook = now;
        if (delay > interval / 2) {
            lastProof = Math.min(now, lastProof + delay);
        }
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
        boolean wasConnected = subscription != null || commands != null;
        if (!closed && wasConnected) {
            interruptions.increment();
        }
        closeQuietly(subscription);
        closeQuietly(commands);
        subscription = null;
        commands = null;
        List<Promise<Void>> overdue = List.copyOf(marks.values());
        marks.clear();
        overdue.forEach(mark -> mark.fail("Redis is not connected"));
        if (wasConnected) {
            receiver.interrupted();
        }
    }

    private static void closeQuietly(@Nullable RedisConnection connection) {
        if (connection != null) {
            connection.close();
        }
    }
}
