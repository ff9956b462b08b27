package io.mycostream.gateway.broker.redis;

import static org.awaitility.Awaitility.await;

import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Resume;
import io.mycostream.gateway.stream.Retention;
import io.mycostream.gateway.stream.RetentionRules;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** One gateway's broker, with threads and connections of its own, and what it hears. */
final class Node implements AutoCloseable {

    /** Long enough for a busy machine, where nothing is to be interrupted that a test does not interrupt. */
    private static final Rhythm PATIENT =
            new Rhythm(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofMillis(200));

    private static final int MAX_EVENT_BYTES = 1 << 20;
    static final long HISTORY_BYTES = 1 << 20;
    private static final long LIMIT_SECONDS = 20;

    final RedisBroker broker;
    final Ears ears = new Ears();
    private final Vertx vertx;
    private final RedisConnections client;

    private Node(Casting casting) {
        vertx = Vertx.vertx();
        RedisOptions options = new RedisOptions().setConnectionString("redis://127.0.0.1:" + casting.port);
        // on a thread of its own, or its Vert.x context would be the subscriber's by the luck of the place
        client = CompletableFuture.supplyAsync(() -> new RedisConnections(vertx, options))
                .join();
        // one hour for all nodes: made ids begin anew with each
        InstantSource clock = InstantSource.fixed(Instant.parse("2026-02-12T10:30:00Z"));
        broker = new RedisBroker(
                vertx,
                client,
                casting.rhythm,
                new RetentionRules(casting.rules),
                new RedisBroker.Bounds(MAX_EVENT_BYTES, HISTORY_BYTES),
                clock,
                casting.nanoClock,
                new BrokerCounters(clock, _ -> {}));
    }

    /** What a node is like. */
    static final class Casting {

        private final int port;
        private final List<RetentionRules.Rule> rules = new ArrayList<>();
        private LongSupplier nanoClock = System::nanoTime;
        private Rhythm rhythm = PATIENT;

        private Casting(int port) {
            this.port = port;
        }

        Casting keeping(String channels, Retention retention) {
            rules.add(new RetentionRules.Rule(channels, retention));
            return this;
        }

        Casting keeping(String channels, int size) {
            return keeping(channels, new Retention(size, 8 << 20, Duration.ofMinutes(10), false));
        }

        Casting alwaysKeeping(String channels, int size) {
            return keeping(channels, new Retention(size, 8 << 20, Duration.ofMinutes(10), true));
        }

        Casting clock(LongSupplier nanos) {
            nanoClock = nanos;
            return this;
        }

        Casting probing(Duration interval) {
            rhythm = new Rhythm(interval, interval.multipliedBy(3), Duration.ofMillis(200));
            return this;
        }

        Node start() {
            Node node = prepare();
            node.broker.start();
            return node;
        }

        /** Makes it without starting it. */
        Node prepare() {
            return new Node(this);
        }
    }

    static Casting at(int redisPort) {
        return new Casting(redisPort);
    }

    /** Listens, and returns once the channel is in force. */
    Node listening(Channel channel) throws Exception {
        broker.subscribe(channel, ears);
        join(channel);
        return this;
    }

    Recovery join(Channel channel) throws Exception {
        return joining(channel, Optional.empty()).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    Recovery resume(Channel channel, Resume howFar) throws Exception {
        return joining(channel, Optional.of(howFar)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    CompletableFuture<Recovery> joining(Channel channel, Optional<Resume> howFar) {
        CompletableFuture<Recovery> joined = new CompletableFuture<>();
        broker.join(channel, howFar, joined::complete);
        return joined;
    }

    void awaitProven(boolean proven) {
        await().atMost(Duration.ofSeconds(LIMIT_SECONDS))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> broker.delivery().proven() == proven);
    }

    BrokerCounters counters() {
        return broker.counters();
    }

    @Override
    public void close() {
        broker.close();
        client.close();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("Vert.x did not end", e);
        }
    }
}
