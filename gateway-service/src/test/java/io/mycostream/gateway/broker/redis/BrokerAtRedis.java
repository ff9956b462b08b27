package io.mycostream.gateway.broker.redis;

import static org.awaitility.Awaitility.await;

import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.RetentionRules;
import io.mycostream.local.RedisServer;
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
import org.awaitility.core.ConditionFactory;

/** A real Redis, the broker under test, ears that it may speak to, and one channel that they speak of. */
final class BrokerAtRedis {

    static final Channel DEVICES = new Channel("devices:telemetry");

    /** Between two probes of a broker. */
    static final Duration INTERVAL = Duration.ofMillis(100);

    static final Duration LIMIT = Duration.ofSeconds(15);
    static final int MAX_EVENT_BYTES = 1 << 20;
    static final Instant NOW = Instant.parse("2026-02-12T10:30:00.123Z");
    private static final Rhythm RHYTHM = new Rhythm(INTERVAL, Duration.ofMillis(300), Duration.ofMillis(200));
    private static final long HISTORY_BYTES = 1 << 20;

    final RedisServer server = RedisServer.start();
    final RedisCli cli = new RedisCli(server.port());
    final Ears ears = new Ears();
    private final Vertx vertx = Vertx.vertx();
    private final List<RedisConnections> clients = new ArrayList<>();
    private final List<RedisBroker> brokers = new ArrayList<>();

    /** A broker that has been started. */
    RedisBroker broker() {
        return brokerAt(server.port());
    }

    /** One whose Redis is behind another port. */
    RedisBroker brokerAt(int port) {
        return brokerWith(new RedisOptions().setConnectionString("redis://127.0.0.1:" + port));
    }

    RedisBroker brokerWith(RedisOptions options) {
        RedisConnections client = new RedisConnections(vertx, options);
        clients.add(client);
        InstantSource clock = InstantSource.fixed(NOW);
        RedisBroker broker = new RedisBroker(
                vertx,
                client,
                RHYTHM,
                new RetentionRules(List.of()),
                new RedisBroker.Bounds(MAX_EVENT_BYTES, HISTORY_BYTES),
                clock,
                new BrokerCounters(clock, _ -> {}));
        brokers.add(broker);
        broker.start();
        return broker;
    }

    /** A broker that the ears listen to. */
    RedisBroker subscribedBroker() throws Exception {
        RedisBroker broker = broker();
        subscribe(broker);
        return broker;
    }

    /** Lets the ears listen, and returns once that is in force. */
    void subscribe(RedisBroker broker) throws Exception {
        broker.subscribe(DEVICES, ears);
        awaitConfirmed(broker, DEVICES);
    }

    /** A way to this Redis on which a test may stop the traffic. */
    Tunnel tunnel() throws Exception {
        return Tunnel.to(vertx, server.port());
    }

    /** Another program publishes a text; returns how many Redis gave it to. */
    int publish(String text) {
        return cli.publish(DEVICES.name(), text);
    }

    int publish(byte[] message) {
        return cli.publish(DEVICES.name(), message);
    }

    /** Waits until so many have arrived, and no more. */
    void awaitReceived(int publications) {
        soon().until(() -> ears.received.size() == publications);
    }

    static ConditionFactory soon() {
        return await().atMost(LIMIT).pollInterval(Duration.ofMillis(10));
    }

    /** Waits until a client that joins is let in. */
    static void awaitConfirmed(RedisBroker broker, Channel channel) throws Exception {
        joined(broker, channel).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Completes when a client that joins now is let in. */
    static CompletableFuture<Recovery> joined(RedisBroker broker, Channel channel) {
        CompletableFuture<Recovery> joined = new CompletableFuture<>();
        broker.join(channel, Optional.empty(), joined::complete);
        return joined;
    }

    static void awaitDelivery(RedisBroker broker, boolean proven) {
        soon().until(() -> broker.delivery().proven() == proven);
    }

    void close() throws Exception {
        brokers.forEach(RedisBroker::close);
        clients.forEach(RedisConnections::close);
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
