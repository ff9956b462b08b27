package io.mycostream.gateway.limit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.gateway.broker.redis.RedisConnections;
import io.mycostream.gateway.broker.redis.RedisSettings;
import io.mycostream.gateway.limit.Lease;
import io.mycostream.gateway.limit.Quota;
import io.mycostream.gateway.limit.Scope;
import io.mycostream.gateway.limit.Subject;
import io.mycostream.local.RedisCluster;
import io.mycostream.local.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.RedisClient;

/** Places of several nodes on a real Redis, which is killed, held still, restarted empty and spoiled. */
@Timeout(60)
class RedisPlacesTest {

    private static final Duration LEASE = Duration.ofMillis(1_500);
    private static final RedisPlaces.Times TIMES =
            new RedisPlaces.Times(LEASE, Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofMillis(200));
    private static final Quota ANA = new Quota(Subject.user("ana"), 5);
    private static final String KEY = "mycostream:places:{user:ana}";

    private static Vertx vertx;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private RedisServer redis() {
        return keep(RedisServer.start());
    }

    private RedisClient cli(RedisServer redis) {
        return keep(RedisClient.create("127.0.0.1", redis.port()));
    }

    private <T extends AutoCloseable> T keep(T part) {
        opened.add(part);
        return part;
    }

    /** A node that counts with the others. */
    private RedisPlaces node(RedisServer redis) {
        RedisPlaces places = startedNode(redis);
        soon().until(places::shared);
        return places;
    }

    private RedisPlaces startedNode(RedisServer redis) {
        return startedNode(new RedisOptions().setConnectionString(redis.uri()));
    }

    private RedisPlaces startedNode(RedisOptions options) {
        RedisSettings settings = new RedisSettings();
        settings.customize(
                "places",
                options.setNetClientOptions(
                        new NetClientOptions().setReadIdleTimeout(10).setIdleTimeoutUnit(TimeUnit.SECONDS)));
        // on a thread of its own, or its Vert.x context would be the places' by the luck of the place
        RedisConnections connections = CompletableFuture.supplyAsync(() -> new RedisConnections(vertx, settings))
                .join();
        RedisPlaces places = new RedisPlaces(vertx, connections::commands, TIMES);
        keep(() -> places.leave().toCompletableFuture().get(5, TimeUnit.SECONDS));
        places.start();
        return places;
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(10));
    }

    private static Optional<Lease> take(RedisPlaces node) {
        return take(node, ANA);
    }

    private static Optional<Lease> take(RedisPlaces node, Quota quota) {
        return node.take(quota)
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private static List<Lease> take(RedisPlaces node, int count) {
        return Stream.generate(() -> take(node).orElseThrow()).limit(count).toList();
    }

    static Stream<Named<Supplier<RedisServer>>> servers() {
        return Stream.of(
                Named.of("the installed one", RedisServer::start), Named.of("a Redis 6.2", RedisServer::startBundled));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void areCountedOverAllNodes(Supplier<RedisServer> server) {
        RedisServer redis = keep(server.get());
        RedisClient cli = cli(redis);
        RedisPlaces one = node(redis);
        RedisPlaces other = node(redis);

        List<Lease> leases = new ArrayList<>(take(one, 3));
        leases.addAll(take(other, 2));

        assertThat(take(one)).isEmpty();
        assertThat(take(other)).isEmpty();
        assertThat(take(one, new Quota(Subject.user("bo"), 1))).isPresent();
        assertThat(one.places(Scope.USER)).isEqualTo(4);
        assertThat(other.subjects(Scope.USER)).isEqualTo(1);
        assertThat(cli.zcard(KEY)).isEqualTo(5);
        assertThat(cli.pttl(KEY)).isBetween(1L, LEASE.toMillis());

        leases.getLast().release();
        leases.getLast().release();
        soon().untilAsserted(() -> assertThat(cli.zcard(KEY)).isEqualTo(4));
        assertThat(take(one)).isPresent();
        assertThat(take(one)).isEmpty();
    }

    /** Until they are entered again, Redis takes them for free. */
    @Test
    void areNotGivenTwiceWhenRedisHasForgottenThem() {
        RedisServer redis = redis();
        RedisPlaces node = node(redis);
        take(node, 5);

        cli(redis).flushAll();

        assertThat(take(node)).isEmpty();
        assertThat(node.places(Scope.USER)).isEqualTo(5);
    }

    @Test
    void leaveNothingBehindWhenAllAreGivenBack() {
        RedisServer redis = redis();
        RedisPlaces node = node(redis);
        List<CompletableFuture<Optional<Lease>>> wanted = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            wanted.add(node.take(new Quota(Subject.user("user-" + i % 700), 3)).toCompletableFuture());
        }

        List<Lease> leases =
                wanted.stream().flatMap(answer -> answer.join().stream()).toList();
        assertThat(leases).hasSize(2_100);
        assertThat(node.shared()).isTrue();
        leases.forEach(Lease::release);

        RedisClient cli = cli(redis);
        soon().untilAsserted(() -> assertThat(cli.dbSize()).isZero());
        assertThat(node.places(Scope.USER)).isZero();
        assertThat(node.subjects(Scope.USER)).isZero();
    }

    // as long as they are held, also when there are more of them than one renewal takes
    @Test
    void areRenewed() {
        RedisServer redis = redis();
        RedisPlaces node = node(redis);
        Quota stream = new Quota(Subject.stream("mycosoft/devices"), 1_200);
        take(node, 5);
        for (int i = 0; i < 1_200; i++) {
            node.take(stream);
        }
        soon().until(() -> node.places(Scope.STREAM) == 1_200);
        RedisClient cli = cli(redis);

        await().during(LEASE.multipliedBy(2)).atMost(LEASE.multipliedBy(3)).untilAsserted(() -> {
            assertThat(cli.zcard("mycostream:places:{stream:mycosoft/devices}")).isEqualTo(1_200);
            assertThat(cli.zcard(KEY)).isEqualTo(5);
            assertThat(take(node)).isEmpty();
            assertThat(take(node, stream)).isEmpty();
        });
        assertThat(node.failedRenewals()).isZero();
    }

    // COM-21: the node's end is not known to anybody
    @Test
    void areFreeWhenTheLeaseOfADeadNodeIsOver() {
        RedisServer redis = redis();
        long now = System.currentTimeMillis();
        RedisClient cli = cli(redis);
        for (int i = 0; i < 5; i++) {
            cli.zadd(KEY, (double) (now + LEASE.toMillis()), "dead/" + i);
        }
        RedisPlaces node = node(redis);
        assertThat(take(node)).isEmpty();

        await().atMost(LEASE.plusSeconds(1))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> take(node).isPresent());
        assertThat(cli.zcard(KEY)).isEqualTo(1);
    }

    @Test
    void areGivenBackAtOnceByANodeThatLeaves() throws Exception {
        RedisServer redis = redis();
        RedisPlaces node = node(redis);
        take(node, 5);

        node.leave().toCompletableFuture().get(5, TimeUnit.SECONDS);

        assertThat(cli(redis).dbSize()).isZero();
        assertThat(node.shared()).isFalse();
    }

    @Test
    void areCountedByEachNodeAloneWithoutRedis() {
        RedisServer redis = redis();
        RedisPlaces one = node(redis);
        RedisPlaces other = node(redis);
        List<Lease> before = take(one, 3);

        redis.kill();
        soon().until(() -> !one.shared() && !other.shared());

        take(one, 2);
        assertThat(take(one)).isEmpty();
        take(other, 5);
        assertThat(take(other)).isEmpty();
        before.getFirst().release();
        assertThat(take(one)).isPresent();
        assertThat(take(one)).isEmpty();
    }

    @Test
    void areEnteredAgainWhenRedisIsBackEmpty() {
        RedisServer redis = redis();
        RedisPlaces one = node(redis);
        RedisPlaces other = node(redis);
        take(one, 2);
        List<Lease> leases = take(other, 2);

        redis.restart();
        soon().until(() -> !one.shared() && !other.shared());
        leases.getFirst().release();
        soon().until(() -> one.shared() && other.shared());

        RedisClient cli = cli(redis);
        assertThat(cli.zcard(KEY)).isEqualTo(3);
        take(one, 2);
        assertThat(take(other)).isEmpty();
        assertThat(cli.zcard(KEY)).isEqualTo(5);
    }

    @Test
    void areAnsweredForSoonWhenRedisIsSilentAndNoneIsLeftOver() {
        RedisServer redis = redis();
        RedisPlaces node = node(redis);
        List<Lease> leases = new ArrayList<>(take(node, 2));

        redis.pause();
        try {
            long start = System.nanoTime();
            leases.addAll(take(node, 3));
            assertThat(take(node)).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(node.shared()).isFalse();
            leases.removeLast().release();
        } finally {
            redis.resume();
        }

        RedisClient cli = cli(redis);
        soon().until(node::shared);
        soon().untilAsserted(() -> assertThat(cli.zcard(KEY)).isEqualTo(4));
        leases.forEach(Lease::release);
        soon().untilAsserted(() -> assertThat(cli.dbSize()).isZero());
    }

    @Test
    void areCountedAloneWhereRedisAnswersWithAnError() {
        RedisServer redis = redis();
        RedisClient cli = cli(redis);
        RedisPlaces node = node(redis);
        cli.set(KEY, "of another kind");

        take(node, 5);
        assertThat(take(node)).isEmpty();
        assertThat(node.shared()).isFalse();
        // the others are asked about as before
        Quota bo = new Quota(Subject.user("bo"), 1);
        assertThat(take(node, bo)).isPresent();
        assertThat(cli.zcard("mycostream:places:{user:bo}")).isEqualTo(1);
        soon().until(() -> node.failedRenewals() > 0);

        cli.del(KEY);

        soon().until(node::shared);
        assertThat(cli.zcard(KEY)).isEqualTo(5);
    }

    @Test
    void areTakenBeforeRedisWasEverReached() {
        RedisServer redis = redis();
        redis.kill();
        RedisPlaces node = startedNode(redis);

        take(node, 5);
        assertThat(take(node)).isEmpty();
        redis.restart();

        soon().until(node::shared);
        assertThat(cli(redis).zcard(KEY)).isEqualTo(5);
        assertThat(take(node)).isEmpty();
    }

    @Test
    void areCountedInAClusterToo() {
        RedisCluster cluster = keep(RedisCluster.start());
        RedisPlaces one = nodeAt(cluster);
        RedisPlaces other = nodeAt(cluster);
        List<Lease> leases = new ArrayList<>(take(one, 3));
        leases.addAll(take(other, 2));
        assertThat(take(one)).isEmpty();
        for (int i = 0; i < 1_000; i++) {
            one.take(new Quota(Subject.user("user-" + i), 1));
        }
        soon().until(() -> one.places(Scope.USER) == 1_003);
        assertThat(take(other, new Quota(Subject.user("user-999"), 1))).isEmpty();
        assertThat(one.shared()).isTrue();

        RedisServer lost = cluster.primaryOf(KEY);
        lost.kill();
        soon().until(() -> !one.shared() && !other.shared());
        leases.getFirst().release();
        await().atMost(Duration.ofSeconds(30)).until(() -> one.shared() && other.shared());

        assertThat(cli(cluster.primaryOf(KEY)).zcard(KEY)).isEqualTo(4);
        assertThat(take(other)).isPresent();
        assertThat(take(one)).isEmpty();
    }

    private RedisPlaces nodeAt(RedisCluster cluster) {
        RedisOptions options = new RedisOptions().setType(RedisClientType.CLUSTER);
        for (String host : cluster.hosts().split(",", -1)) {
            options.addConnectionString(host);
        }
        RedisPlaces places = startedNode(options);
        soon().until(places::shared);
        return places;
    }
}
