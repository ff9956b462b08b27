package io.mycostream.gateway.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mycostream.local.RedisCluster;
import io.mycostream.local.RedisSentinel;
import io.mycostream.local.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each form of Redis, real, with a primary lost and a key moved. */
@Timeout(60)
class RedisConnectionsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String COUNT = "return redis.call('INCR', KEYS[1])";

    private static final Vertx VERTX = Vertx.vertx();

    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private RedisConnections connections = new RedisConnections(VERTX, new RedisOptions());

    @AfterAll
    static void stopVertx() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        connections.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void serverIsListenedToAndWrittenTo(boolean bundled) throws Exception {
        try (RedisServer redis = bundled ? RedisServer.startBundled() : RedisServer.start()) {
            connect(RedisClientType.STANDALONE, redis.uri() + "/3");
            RedisConnection commands = get(connections.commands());
            listen(get(connections.subscription()), "news");

            assertThat(count(commands, "fruit")).isEqualTo(1);
            answer(commands, Request.cmd(Command.PUBLISH).arg("news").arg("hello"));

            await().atMost(LIMIT).untilAsserted(() -> assertThat(heard).containsExactly("hello"));
            assertThat(redis.ask("INFO", "keyspace")).contains("db3:keys=1");
        }
    }

    @Test
    void connectionThatIsClosedIsGone() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            connect(RedisClientType.STANDALONE, redis.uri());
            RedisConnection commands = get(connections.commands());
            RedisConnection subscription = get(connections.subscription());
            assertThat(redis.ask("INFO", "clients")).contains("connected_clients:3");

            commands.close();
            subscription.close();

            await().atMost(LIMIT).until(() -> redis.ask("INFO", "clients").contains("connected_clients:1"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void primaryIsFoundThroughSentinelsAndFoundAgainWhenItIsAnother(boolean bundled) throws Exception {
        try (RedisSentinel group = bundled ? RedisSentinel.startBundled() : RedisSentinel.start()) {
            connect(RedisClientType.SENTINEL, group.hosts().split(","));
            assertThat(count(get(connections.commands()), "fruit")).isEqualTo(1);
            group.awaitReplication();

            RedisServer gone = group.killPrimary();
            RedisConnection commands = awaited(connections::commands);
            listen(awaited(connections::subscription), "news");

            group.awaitOther(gone);
            assertThat(count(commands, "fruit")).isEqualTo(2);
            group.primary().ask("PUBLISH", "news", "hello");
            await().atMost(LIMIT).untilAsserted(() -> assertThat(heard).containsExactly("hello"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void usersOfTheOperatorsPageMayDoWhatIsNeededWithSentinels(boolean bundled) throws Exception {
        try (RedisSentinel group = bundled ? RedisSentinel.startBundled() : RedisSentinel.start()) {
            for (RedisServer server : group.servers()) {
                server.ask(userOfThePage("redis-cli ACL SETUSER gateway "));
            }
            for (RedisServer sentinel : group.sentinels()) {
                sentinel.ask(userOfThePage("redis-cli -p 26379 ACL SETUSER gateway "));
            }
            connect(
                    RedisClientType.SENTINEL,
                    group.hosts()
                            .replace("redis://", "redis://gateway:GATEWAY-PASSWORD@")
                            .split(","));

            for (int round = 0; round < 3; round++) {
                assertThat(entries(new RedisHistory(), get(connections.commands()), "lab:1"))
                        .isZero();
            }
            assertThat(group.primary().ask("CLIENT", "LIST")).contains("user=gateway");
        }
    }

    static String[] userOfThePage(String beginning) throws IOException {
        return Files.readAllLines(Path.of("../docs/operations/redis.md")).stream()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow()
                .replaceAll("redis-cli (-p \\d+ )?|['\\\\]", "")
                .split(" ");
    }

    @Test
    void sentinelThatHoldsStillIsPassedOver() throws Exception {
        try (RedisSentinel group = RedisSentinel.start()) {
            RedisServer still = group.sentinels().getFirst();
            connect(RedisClientType.SENTINEL, group.hosts().split(","));

            still.pause();

            for (int round = 0; round < 3; round++) {
                assertThat(count(awaited(connections::commands), "fruit")).isPositive();
            }
            still.resume();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clusterIsWrittenToByKeyAndHeardAtAnyNodeAlsoAfterANodeIsLost(boolean bundled) throws Exception {
        try (RedisCluster cluster = bundled ? RedisCluster.startBundled() : RedisCluster.start()) {
            connect(RedisClientType.CLUSTER, cluster.hosts().split(","));
            RedisConnection commands = get(connections.commands());
            List<String> keys =
                    IntStream.range(0, 20).mapToObj(key -> "fruit" + key).toList();
            for (String key : keys) {
                assertThat(count(commands, key)).isEqualTo(1);
            }
            cluster.awaitReplication();

            cluster.primaryOf("fruit0").kill();

            // at once, by the nodes that are left
            listen(awaited(connections::subscription), "news");
            answer(
                    awaited(connections::commands),
                    Request.cmd(Command.PUBLISH).arg("news").arg("hello"));
            await().atMost(LIMIT).untilAsserted(() -> assertThat(heard).containsExactly("hello"));
            cluster.awaitPrimaryOf("fruit0");
            RedisConnection later = awaited(connections::commands);
            for (String key : keys) {
                await().atMost(LIMIT).ignoreException(ExecutionException.class).until(() -> count(later, key) >= 2);
            }
        }
    }

    @Test
    void keyIsFollowedWhereverItGoes() throws Exception {
        try (RedisCluster cluster = RedisCluster.start()) {
            connect(RedisClientType.CLUSTER, cluster.hosts().split(","));
            RedisConnection commands = get(connections.commands());
            count(commands, "fruit");
            RedisServer from = cluster.primaryOf("fruit");
            RedisServer to = cluster.nodes().subList(0, 3).stream()
                    .filter(node -> node != from)
                    .findFirst()
                    .orElseThrow();
            String slot = from.ask("CLUSTER", "KEYSLOT", "fruit").strip().substring(1);
            String fromId = id(from);
            String toId = id(to);

            to.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", fromId);
            from.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", toId);
            from.ask("MIGRATE", "127.0.0.1", String.valueOf(to.port()), "fruit", "0", "1000");

            assertThat(count(commands, "fruit")).as("asked for at the new node").isEqualTo(2);

            to.ask("CLUSTER", "SETSLOT", slot, "NODE", toId);
            from.ask("CLUSTER", "SETSLOT", slot, "NODE", toId);

            assertThat(count(commands, "fruit")).as("moved to the new node").isEqualTo(3);
            assertThat(count(commands, "fruit")).isEqualTo(4);
        }
    }

    @Test
    void scriptsAreKnownWhereverTheirKeysAre() throws Exception {
        try (RedisCluster cluster = RedisCluster.start()) {
            connect(RedisClientType.CLUSTER, cluster.hosts().split(","));
            RedisConnection commands = get(connections.commands());
            RedisHistory history = new RedisHistory();

            for (int round = 0; round < 2; round++) {
                for (int lab = 0; lab < 20; lab++) {
                    assertThat(entries(history, commands, "lab:" + lab)).isZero();
                }
                cluster.nodes().forEach(node -> node.ask("SCRIPT", "FLUSH"));
            }
            RedisServer gone = cluster.primaryOf("{lab:0}");
            cluster.awaitReplication();
            gone.kill();
            cluster.awaitPrimaryOf("{lab:0}");

            RedisConnection later = awaited(connections::commands);
            await().atMost(LIMIT)
                    .ignoreException(ExecutionException.class)
                    .until(() -> entries(history, later, "lab:0") == 0);
        }
    }

    private static int entries(RedisHistory history, RedisConnection commands, String channel) throws Exception {
        return get(history.read(commands, channel, 0, 10, 1_000_000)).entries().size();
    }

    @Test
    void wrongFormIsToldInALine() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            String at = " (127.0.0.1:" + redis.port() + ')';

            connect(RedisClientType.CLUSTER, redis.uri());
            assertRefused("quarkus.redis.client-type is cluster, but the server is no node of one (cluster_enabled:0),"
                    + " expected quarkus.redis.client-type=standalone" + at);

            connect(RedisClientType.SENTINEL, redis.uri());
            assertRefused("quarkus.redis.client-type is sentinel, but quarkus.redis.hosts names a server that is none"
                    + " (redis_mode:standalone), expected the addresses of the sentinels" + at);
        }
    }

    @Test
    void clusterNodesAndSentinelsTakenForAServerAreToldInALine() throws Exception {
        try (RedisCluster cluster = RedisCluster.start();
                RedisSentinel group = RedisSentinel.start()) {
            RedisServer node = cluster.nodes().getFirst();
            connect(RedisClientType.STANDALONE, node.uri());
            assertRefused("quarkus.redis.client-type is standalone, but the server is a node of a cluster"
                    + " (cluster_enabled:1), expected quarkus.redis.client-type=cluster (127.0.0.1:" + node.port()
                    + ')');

            RedisServer sentinel = group.sentinels().getFirst();
            connect(RedisClientType.STANDALONE, sentinel.uri());
            assertRefused("quarkus.redis.client-type is standalone, but the server is a sentinel (redis_mode:sentinel),"
                    + " expected quarkus.redis.client-type=sentinel (127.0.0.1:" + sentinel.port() + ')');

            RedisOptions unknownMaster = options(RedisClientType.SENTINEL, sentinel.uri());
            connections.close();
            connections = new RedisConnections(VERTX, unknownMaster.setMasterName("other"));
            assertRefused("quarkus.redis.master-name is other, which the sentinel at 127.0.0.1:" + sentinel.port()
                    + " does not watch");
        }
    }

    private void connect(RedisClientType type, String... hosts) {
        close();
        connections = new RedisConnections(VERTX, options(type, hosts));
    }

    private static RedisOptions options(RedisClientType type, String... hosts) {
        RedisOptions options = new RedisOptions()
                .setType(type)
                .setMasterName(RedisSentinel.MASTER_NAME)
                .setNetClientOptions(
                        new NetClientOptions().setConnectTimeout(500).setReadIdleTimeout(5));
        for (String host : hosts) {
            options.addConnectionString(host);
        }
        return options;
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> get(connections.subscription())).hasRootCauseMessage(why);
        assertThatThrownBy(() -> get(connections.commands())).hasRootCauseMessage(why);
    }

    private void listen(RedisConnection subscription, String channel) {
        subscription.handler(message -> {
            if (message.get(0).toString().equals("message")) {
                heard.add(message.get(2).toString());
            } else {
                heard.removeIf(confirmation -> confirmation.equals("waiting"));
            }
        });
        heard.add("waiting");
        subscription.send(Request.cmd(Command.SUBSCRIBE).arg(channel));
        await().atMost(LIMIT).until(heard::isEmpty);
    }

    private static String id(RedisServer node) {
        return node.ask("CLUSTER", "MYID").lines().toList().get(1);
    }

    private static int count(RedisConnection commands, String key) throws Exception {
        return Integer.parseInt(
                answer(commands, Request.cmd(Command.EVAL).arg(COUNT).arg(1).arg(key)));
    }

    private static String answer(RedisConnection commands, Request request) throws Exception {
        return get(commands.send(request).map(String::valueOf));
    }

    /** Tries, as the subscriber does, until it succeeds; each time for a moment only. */
    private static RedisConnection awaited(Supplier<Future<RedisConnection>> way) {
        return await().atMost(LIMIT)
                .ignoreExceptions()
                .until(
                        () -> way.get()
                                .toCompletionStage()
                                .toCompletableFuture()
                                .get(1, TimeUnit.SECONDS),
                        connection -> connection != null);
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
