package io.mycostream.gateway.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.gateway.stream.BrokerException;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.RetentionRules;
import io.mycostream.gateway.stream.StreamPosition;
import io.mycostream.local.FreePort;
import io.mycostream.local.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The broker against a real Redis, which is killed, held still and restarted. */
@Timeout(60)
class RedisBrokerTest {

    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final Rhythm RHYTHM = new Rhythm(INTERVAL, Duration.ofMillis(300), Duration.ofMillis(200));
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int MAX_EVENT_BYTES = 1 << 20;
    static final long HISTORY_BYTES = 1 << 20;
    private static final Instant NOW = Instant.parse("2026-02-12T10:30:00.123Z");
    private static final Channel DEVICES = new Channel("devices:telemetry");

    private static Vertx vertx;

    private final Ears ears = new Ears();
    private final Queue<Publication> received = ears.received;
    private RedisServer redis;
    private RedisCli cli;
    private @Nullable RedisConnections client;
    private @Nullable RedisBroker broker;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @BeforeEach
    void startRedis() {
        redis = RedisServer.start();
        cli = new RedisCli(redis.port());
    }

    @AfterEach
    void stop() {
        if (broker != null) {
            broker.close();
        }
        if (client != null) {
            client.close();
        }
        redis.close();
    }

    private RedisBroker brokerAt(int port) {
        return brokerWith(new RedisOptions().setConnectionString("redis://127.0.0.1:" + port));
    }

    private RedisBroker brokerWith(RedisOptions options) {
        RedisConnections ownClient = new RedisConnections(vertx, options);
        InstantSource clock = InstantSource.fixed(NOW);
        RedisBroker ownBroker = new RedisBroker(
                vertx,
                ownClient,
                RHYTHM,
                new RetentionRules(List.of()),
                new RedisBroker.Bounds(MAX_EVENT_BYTES, HISTORY_BYTES),
                clock,
                new BrokerCounters(clock, _ -> {}));
        ownBroker.start();
        client = ownClient;
        broker = ownBroker;
        return ownBroker;
    }

    private static ConditionFactory soon() {
        return await().atMost(LIMIT).pollInterval(Duration.ofMillis(10));
    }

    private static void awaitConfirmed(RedisBroker broker, Channel channel) throws Exception {
        joined(broker, channel).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Completes when a client that joins now is let in. */
    private static CompletableFuture<Recovery> joined(RedisBroker broker, Channel channel) {
        CompletableFuture<Recovery> joined = new CompletableFuture<>();
        broker.join(channel, Optional.empty(), joined::complete);
        return joined;
    }

    private RedisBroker subscribedBroker() throws Exception {
        RedisBroker subscribed = brokerAt(redis.port());
        subscribed.subscribe(DEVICES, ears);
        awaitConfirmed(subscribed, DEVICES);
        return subscribed;
    }

    private void awaitDelivery(RedisBroker broker, boolean proven) {
        soon().until(() -> broker.delivery().proven() == proven);
    }

    /** What arrived, in order. */
    private List<String> payloads() {
        return ears.payloads();
    }

    /** COM-9: what is published after the confirmation arrives. */
    @Test
    void deliversFromTheConfirmationOn() throws Exception {
        RedisBroker subscribed = subscribedBroker();

        assertThat(cli.publish(DEVICES.name(), "{\"n\":1}")).isEqualTo(1);
        assertThat(cli.publish("devices:others", "{\"n\":2}")).isZero();

        soon().until(() -> received.size() == 1);
        assertThat(payloads()).containsExactly("{\"n\":1}");
        awaitDelivery(subscribed, true);
    }

    /** COM-1, COM-4, COM-8. */
    @Test
    void readsAnEnvelopeWithItsPosition() throws Exception {
        subscribedBroker();

        cli.publish(DEVICES.name(), """
                {"channel":"x","data":{"big":12345678901234567890},"timestamp":"2026-02-12T10:30:00","source":"device:a",
                 "message_id":"id-1","epoch":"e1","offset":17}""");

        soon().until(() -> !received.isEmpty());
        assertThat(received)
                .containsExactly(new Publication(
                        DEVICES,
                        new StreamPosition(17, "e1"),
                        "id-1",
                        "2026-02-12T10:30:00",
                        "device:a",
                        "{\"big\":12345678901234567890}"));
    }

    /** COM-2, COM-4, COM-8: no id and no time of its own. */
    @Test
    void givesABareEventAnIdAndTheTimeOfItsReceipt() throws Exception {
        subscribedBroker();

        cli.publish(DEVICES.name(), " {\"data\": 1} \n");

        soon().until(() -> !received.isEmpty());
        Publication publication = received.element();
        assertThat(UUID.fromString(publication.id())).isNotNull();
        assertThat(publication)
                .isEqualTo(new Publication(DEVICES, null, publication.id(), NOW.toString(), null, "{\"data\": 1}"));
    }

    /** COM-3 and COM-6: the stream goes on with the next message. */
    @Test
    void dropsAndCountsWhatItCannotTake() throws Exception {
        RedisBroker subscribed = subscribedBroker();

        for (String wrong :
                List.of("", "nonsense", "[1]", "\"text\"", "null", "{\"n\":", "{\"channel\":\"c\",\"data\":3}")) {
            cli.publish(DEVICES.name(), wrong);
        }
        cli.publish(DEVICES.name(), new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'});
        cli.publish(DEVICES.name(), event(MAX_EVENT_BYTES + 1));
        cli.publish(DEVICES.name(), event(MAX_EVENT_BYTES));
        cli.publish(DEVICES.name(), "{\"n\":1}");

        soon().until(() -> received.size() == 2);
        assertThat(payloads()).containsExactly(event(MAX_EVENT_BYTES), "{\"n\":1}");
        assertThat(subscribed.counters().malformed()).isEqualTo(8);
        assertThat(subscribed.counters().oversize()).isEqualTo(1);
        assertThat(subscribed.counters().failed()).isZero();
        assertThat(subscribed.delivery().interruptions()).isZero();
    }

    private static String event(int bytes) {
        String frame = "{\"text\":\"\"}";
        return "{\"text\":\"" + "x".repeat(bytes - frame.length()) + "\"}";
    }

    @Test
    void listenerThatFailsLosesThatMessageOnly() throws Exception {
        RedisBroker ownBroker = brokerAt(redis.port());
        ownBroker.subscribe(DEVICES, new Ears() {
            @Override
            public void published(Publication publication) {
                if (publication.payload().contains("bad")) {
                    throw new IllegalStateException("cannot be handled");
                }
                ears.published(publication);
            }
        });
        awaitConfirmed(ownBroker, DEVICES);

        cli.publish(DEVICES.name(), "{\"bad\":1}");
        cli.publish(DEVICES.name(), "{\"n\":1}");

        soon().until(() -> received.size() == 1);
        assertThat(ownBroker.counters().failed()).isEqualTo(1);
    }

    /** COM-7. */
    @Test
    void keepsTheOrderAndRepeatsNothing() throws Exception {
        subscribedBroker();
        List<String> sent =
                IntStream.range(0, 500).mapToObj("{\"n\":%d}"::formatted).toList();

        sent.forEach(event -> cli.publish(DEVICES.name(), event));

        soon().until(() -> received.size() >= sent.size());
        assertThat(payloads()).isEqualTo(sent);
    }

    /** COM-10. */
    @Test
    void deliversAgainAfterRedisDiedAndCameBack() throws Exception {
        RedisBroker subscribed = subscribedBroker();
        awaitDelivery(subscribed, true);

        redis.kill();
        awaitDelivery(subscribed, false);
        assertThat(joined(subscribed, DEVICES)).isNotDone();
        assertThat(subscribed.delivery().detail()).startsWith("Redis does not deliver");
        redis.restart();
        awaitConfirmed(subscribed, DEVICES);

        assertThat(cli.publish(DEVICES.name(), "{\"n\":1}")).isEqualTo(1);
        soon().until(() -> received.size() == 1);
        awaitDelivery(subscribed, true);
        assertThat(subscribed.delivery().interruptions()).isEqualTo(1);
        assertThat(subscribed.delivery().subscriptions()).isEqualTo(2);
    }

    @Test
    void noticesARedisThatStandsStillAndHealsWhenItGoesOn() throws Exception {
        RedisBroker subscribed = subscribedBroker();
        awaitDelivery(subscribed, true);

        redis.pause();
        long paused = System.nanoTime();
        awaitDelivery(subscribed, false);
        Duration noticed = Duration.ofNanos(System.nanoTime() - paused);
        redis.resume();

        // two intervals, and some of a third on a busy machine
        assertThat(noticed).isLessThan(INTERVAL.multipliedBy(5));
        awaitDelivery(subscribed, true);
        awaitConfirmed(subscribed, DEVICES);
        assertThat(cli.publish(DEVICES.name(), "{\"n\":1}")).isEqualTo(1);
        soon().until(() -> received.size() == 1);
    }

    @Test
    void healsAlsoWhenEveryConnectionOfThePoolWasSpentOnARedisThatStoodStill() throws Exception {
        RedisBroker ownBroker = brokerWith(new RedisOptions()
                .setConnectionString(redis.uri())
                .setMaxPoolSize(4)
                .setMaxPoolWaiting(4));
        ownBroker.subscribe(DEVICES, ears);
        awaitConfirmed(ownBroker, DEVICES);
        awaitDelivery(ownBroker, true);

        redis.pause();
        soon().until(() -> ownBroker.delivery().detail().contains("wait queue"));
        redis.resume();

        awaitDelivery(ownBroker, true);
        awaitConfirmed(ownBroker, DEVICES);
        assertThat(cli.publish(DEVICES.name(), "{\"n\":1}")).isEqualTo(1);
        soon().until(() -> received.size() == 1);
    }

    /** A network that drops packets ends no connection for minutes; new ones have to be made, not old ones taken again. */
    @Test
    void leavesConnectionsBehindThatStaySilentWithoutAnEnd() throws Exception {
        Tunnel tunnel = Tunnel.to(vertx, redis.port());
        RedisBroker ownBroker = brokerAt(tunnel.port());
        ownBroker.subscribe(DEVICES, ears);
        awaitConfirmed(ownBroker, DEVICES);
        awaitDelivery(ownBroker, true);

        tunnel.swallow();
        soon().until(() -> ownBroker.delivery().interruptions() == 1);

        awaitDelivery(ownBroker, true);
        awaitConfirmed(ownBroker, DEVICES);
        cli.publish(DEVICES.name(), "{\"n\":1}");
        soon().until(() -> received.size() == 1);
        assertThat(ownBroker.delivery().interruptions()).isEqualTo(1);
    }

    /** As long as a client cuts what stays silent, see {@link Subscriber}; otherwise its pool would be full for minutes. */
    @Test
    void healsAfterConnectionsThatAreNeverAnsweredHaveUsedUpThePool() throws Exception {
        Tunnel tunnel = Tunnel.to(vertx, redis.port());
        RedisBroker ownBroker = brokerWith(new RedisOptions()
                .setConnectionString("redis://127.0.0.1:" + tunnel.port())
                .setMaxPoolSize(4)
                .setMaxPoolWaiting(4)
                .setNetClientOptions(new NetClientOptions()
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setReadIdleTimeout(500)));
        ownBroker.subscribe(DEVICES, ears);
        awaitConfirmed(ownBroker, DEVICES);
        awaitDelivery(ownBroker, true);

        tunnel.swallowNewOnes(true);
        tunnel.swallow();
        soon().until(() -> tunnel.swallowed() >= 8);
        tunnel.swallowNewOnes(false);

        awaitDelivery(ownBroker, true);
        awaitConfirmed(ownBroker, DEVICES);
        cli.publish(DEVICES.name(), "{\"n\":1}");
        soon().until(() -> received.size() == 1);
    }

    @Test
    void subscribesAgainWhenItsSubscriptionWasKilled() throws Exception {
        RedisBroker subscribed = subscribedBroker();
        awaitDelivery(subscribed, true);

        assertThat(cli.ask("CLIENT", "KILL", "TYPE", "pubsub")).startsWith(":1");
        soon().until(() -> subscribed.delivery().interruptions() == 1);
        awaitConfirmed(subscribed, DEVICES);

        assertThat(cli.publish(DEVICES.name(), "{\"n\":1}")).isEqualTo(1);
        soon().until(() -> received.size() == 1);
        awaitDelivery(subscribed, true);
    }

    @Test
    void subscriptionMadeWhileRedisIsAwayIsConfirmedAfterItsReturn() throws Exception {
        RedisBroker ownBroker = brokerAt(redis.port());
        awaitDelivery(ownBroker, true);
        redis.kill();
        awaitDelivery(ownBroker, false);

        ownBroker.subscribe(DEVICES, ears);
        CompletableFuture<Recovery> confirmed = joined(ownBroker, DEVICES);
        assertThat(confirmed).isNotDone();
        redis.restart();
        confirmed.get(LIMIT.toSeconds(), TimeUnit.SECONDS);

        assertThat(cli.publish(DEVICES.name(), "{\"n\":1}")).isEqualTo(1);
        soon().until(() -> received.size() == 1);
    }

    @Test
    void waitsForARedisThatIsNotThereYet() throws Exception {
        int port = FreePort.find();
        RedisBroker ownBroker = brokerAt(port);
        ownBroker.subscribe(DEVICES, ears);
        soon().until(() -> ownBroker.delivery().detail().startsWith("Redis does not deliver"));
        assertThat(ownBroker.delivery().proven()).isFalse();

        try (RedisServer late = RedisServer.start(port)) {
            awaitConfirmed(ownBroker, DEVICES);
            assertThat(new RedisCli(late.port()).publish(DEVICES.name(), "{\"n\":1}"))
                    .isEqualTo(1);
            soon().until(() -> received.size() == 1);
            awaitDelivery(ownBroker, true);
        }
    }

    @Test
    void whoeverWaitedForAChannelThatIsLeftIsNotLetIn() throws Exception {
        redis.kill();
        RedisBroker ownBroker = brokerAt(redis.port());
        ownBroker.subscribe(DEVICES, ears);
        CompletableFuture<Recovery> left = joined(ownBroker, DEVICES);

        ownBroker.unsubscribe(DEVICES);
        CompletableFuture<Recovery> never = joined(ownBroker, DEVICES);
        ownBroker.subscribe(DEVICES, ears);
        redis.restart();
        awaitConfirmed(ownBroker, DEVICES);

        assertThat(left).isNotDone();
        assertThat(never).isNotDone();
    }

    @Test
    void saysSoWhenWhatItSendsIsNotOnItsWay() throws Exception {
        RedisBroker away = brokerAt(FreePort.find());

        assertThat(away.delivers()).isFalse();
        assertThat(away.send(DEVICES, "{}"))
                .failsWithin(LIMIT)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(BrokerException.class);

        RedisBroker connected = subscribedBroker();
        awaitDelivery(connected, true);
        connected.send(DEVICES, "{\"n\":1}").toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        soon().until(() -> payloads().contains("{\"n\":1}"));
        away.close();
    }

    @Test
    void afterUnsubscribingNothingArrives() throws Exception {
        RedisBroker subscribed = subscribedBroker();

        subscribed.unsubscribe(DEVICES);

        soon().until(() -> cli.publish(DEVICES.name(), "{\"n\":1}") == 0);
        assertThat(subscribed.delivery().subscriptions()).isEqualTo(1);
    }

    /** Who comes and goes must not shorten the time in which the next one may return. */
    @Test
    void channelThatIsLeftOnceMoreIsHeardAsLongAsAfterTheFirstTime() throws Exception {
        RedisBroker subscribed = subscribedBroker();
        subscribed.unsubscribe(DEVICES);
        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);

        subscribed.subscribe(DEVICES, ears);
        subscribed.unsubscribe(DEVICES);

        await().during(Duration.ofSeconds(4)).atMost(LIMIT).until(() -> cli.publish(DEVICES.name(), "{\"n\":1}") == 1);
        soon().until(() -> cli.publish(DEVICES.name(), "{\"n\":1}") == 0);
    }

    /** COM-9, also for the next first listener of a channel whose last one has just left. */
    @Test
    void confirmationIsThatOfThePresentSubscription() throws Exception {
        RedisBroker ownBroker = subscribedBroker();

        for (int round = 1; round <= 200; round++) {
            ownBroker.unsubscribe(DEVICES);
            ownBroker.subscribe(DEVICES, ears);
            if (round % 3 == 0) {
                ownBroker.unsubscribe(DEVICES);
                ownBroker.subscribe(DEVICES, ears);
            }
            awaitConfirmed(ownBroker, DEVICES);
            assertThat(cli.publish(DEVICES.name(), "{\"n\":1}"))
                    .as("round %d", round)
                    .isEqualTo(1);
            int published = round;
            soon().pollInterval(Duration.ofMillis(1)).until(() -> received.size() == published);
        }
    }

    @Test
    void confirmsEveryChannelHoweverManyThreadsAskAtOnce() throws Exception {
        RedisBroker ownBroker = brokerAt(redis.port());
        awaitDelivery(ownBroker, true);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 5; round++) {
                List<Future<?>> work = new ArrayList<>();
                for (int thread = 0; thread < 4; thread++) {
                    List<Channel> own = channels("thread-" + thread, 300);
                    work.add(threads.submit(() -> own.forEach(channel -> ownBroker.subscribe(channel, ears))));
                }
                for (Future<?> done : work) {
                    done.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                }
                for (int thread = 0; thread < 4; thread++) {
                    for (Channel channel : channels("thread-" + thread, 300)) {
                        awaitConfirmed(ownBroker, channel);
                        ownBroker.unsubscribe(channel);
                    }
                }
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(ownBroker.delivery().interruptions()).isZero();
    }

    @Test
    void subscribesManyChannelsAgainInBatches() throws Exception {
        RedisBroker ownBroker = brokerAt(redis.port());
        List<Channel> channels = channels("channel", 1_200);
        channels.forEach(channel -> ownBroker.subscribe(channel, ears));
        for (Channel channel : channels) {
            awaitConfirmed(ownBroker, channel);
        }

        redis.kill();
        awaitDelivery(ownBroker, false);
        redis.restart();
        for (Channel channel : channels) {
            awaitConfirmed(ownBroker, channel);
        }

        assertThat(cli.ask("INFO", "commandstats"))
                .as("the probe, and three batches")
                .contains("cmdstat_subscribe:calls=4,");
        for (Channel channel : List.of(channels.getFirst(), channels.get(600), channels.getLast())) {
            assertThat(cli.publish(channel.name(), "{\"n\":1}")).isEqualTo(1);
        }
        soon().until(() -> received.size() == 3);
    }

    /** Operators may restrict which channels a user reads. */
    @Test
    void channelThatRedisRefusesDisturbsNoOther() throws Exception {
        RedisBroker subscribed = subscribedBroker();
        assertThat(cli.ask("ACL", "SETUSER", "default", "resetchannels", "&devices:*", "&mycostream:*"))
                .startsWith("+OK");
        soon().until(() -> cli.ask("CLIENT", "LIST", "TYPE", "pubsub").contains("sub=2"));
        Channel forbidden = new Channel("forbidden");
        Channel allowed = new Channel("devices:more");

        subscribed.subscribe(forbidden, ears);
        subscribed.subscribe(allowed, ears);
        awaitConfirmed(subscribed, allowed);

        assertThat(joined(subscribed, forbidden)).isNotDone();
        assertThat(cli.publish(allowed.name(), "{\"n\":1}")).isEqualTo(1);
        soon().until(() -> received.size() == 1);
        awaitDelivery(subscribed, true);
    }

    @Test
    void closingLeavesNoConnection() throws Exception {
        RedisBroker subscribed = subscribedBroker();
        awaitDelivery(subscribed, true);
        assertThat(otherConnections()).isEqualTo(2);

        subscribed.close();

        soon().until(() -> otherConnections() == 0);
        soon().until(() -> !subscribed.delivery().proven());
    }

    @Test
    void interruptionsLeaveNoConnectionsBehind() throws Exception {
        RedisBroker subscribed = subscribedBroker();

        for (int i = 1; i <= 3; i++) {
            awaitDelivery(subscribed, true);
            int interruptions = i;
            assertThat(cli.ask("CLIENT", "KILL", "TYPE", "pubsub")).startsWith(":1");
            soon().until(() -> subscribed.delivery().interruptions() == interruptions);
        }

        awaitDelivery(subscribed, true);
        soon().until(() -> otherConnections() == 2);
    }

    private long otherConnections() {
        return cli.ask("CLIENT", "LIST")
                        .lines()
                        .filter(line -> line.startsWith("id="))
                        .count()
                - 1;
    }

    private static List<Channel> channels(String name, int count) {
        return Stream.iterate(0, number -> number + 1)
                .limit(count)
                .map(number -> new Channel(name + "-" + number))
                .toList();
    }
}
