package io.mycostream.gateway.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.LatestStore;
import io.mycostream.gateway.stream.LatestStoreContract;
import io.mycostream.local.RedisCluster;
import io.mycostream.local.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The latest in a real Redis, which may go. */
class RedisLatestTest extends LatestStoreContract {

    private static final String HASH = "agents:status:latest";

    private final RedisServer redis = RedisServer.start();
    private final RedisCli cli = new RedisCli(redis.port());
    private final List<Vertx> running = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (Vertx vertx : running) {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
        redis.close();
    }

    @Override
    protected LatestStore store() {
        return latest();
    }

    private RedisLatest latest() {
        return latest(new RedisOptions().setConnectionString("redis://127.0.0.1:" + redis.port()));
    }

    private RedisLatest latest(RedisOptions options) {
        Vertx vertx = Vertx.vertx();
        running.add(vertx);
        return new RedisLatest(vertx, new RedisConnections(vertx, options), new LatestCounters());
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(20, TimeUnit.SECONDS);
    }

    private String kept(String field) {
        return cli.ask("HGET", HASH, field).lines().skip(1).findFirst().orElse("");
    }

    private int commands(String name) {
        Matcher calls = Pattern.compile("cmdstat_" + name + ":calls=(\\d+)").matcher(cli.ask("INFO", "commandstats"));
        return calls.find() ? Integer.parseInt(calls.group(1)) : 0;
    }

    /** A flood of one agent's statuses is one write. */
    @Test
    void writesAFloodOnce() {
        RedisLatest latest = latest();
        AtomicInteger texts = new AtomicInteger();
        for (int i = 0; i < 100_000; i++) {
            String text = "status-" + i;
            latest.put(HASH, "agent-" + i % 10, () -> {
                texts.incrementAndGet();
                return text;
            });
        }
        soon().until(() -> kept("agent-9").equals("status-99999"));

        assertThat(texts.get()).as("texts made").isLessThan(100);
        assertThat(commands("hset")).isLessThan(10);
        assertThat(latest.counters().written()).isLessThan(100);
    }

    @Test
    void writesMuchInSeveralCommands() throws Exception {
        RedisLatest latest = latest();
        for (int i = 0; i < 2_000; i++) {
            latest.put(HASH, "agent-" + i, () -> "x".repeat(2_000));
        }
        soon().until(() -> latest.counters().written() == 2_000);

        assertThat(cli.ask("HLEN", HASH)).startsWith(":2000");
        assertThat(commands("hset")).isBetween(8, 30);
        assertThat(latest.load(HASH, 5_000, 100_000)
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS)
                        .size())
                .as("bounded by bytes")
                .isLessThan(1_000);
    }

    @Test
    void triesAgainWhenRedisIsBack() {
        RedisLatest latest = latest();
        latest.put(HASH, "a", () -> "before");
        soon().until(() -> kept("a").equals("before"));
        cli.ask("CLIENT", "KILL", "TYPE", "normal");
        redis.pause();
        latest.put(HASH, "a", () -> "while away");
        latest.put(HASH, "b", () -> "old");
        soon().until(() -> latest.counters().failed() > 0);
        latest.put(HASH, "b", () -> "while away");
        CompletionStage<?> loaded = latest.load(HASH, 100, 1 << 20);

        redis.resume();

        soon().untilAsserted(() -> {
            assertThat(kept("a")).isEqualTo("while away");
            assertThat(kept("b")).isEqualTo("while away");
        });
        soon().until(() -> loaded.toCompletableFuture().isDone());
        assertThat(latest.counters().dropped()).isZero();
    }

    @Test
    void theUserOfTheOperatorsPageMayDoThis() throws Exception {
        cli.ask(RedisConnectionsTest.userOfThePage("redis-cli ACL SETUSER gateway "));
        RedisLatest latest = latest(
                new RedisOptions().setConnectionString("redis://gateway:GATEWAY-PASSWORD@127.0.0.1:" + redis.port()));
        latest.put(HASH, "a", () -> "1");
        soon().until(() -> kept("a").equals("1"));
        assertThat(latest.load(HASH, 10, 100).toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isEqualTo(Map.of("a", "1"));

        latest.remove(HASH, "a");
        soon().until(() -> cli.ask("HEXISTS", HASH, "a").startsWith(":0"));
        assertThat(latest.counters().failed()).isZero();
    }

    @Test
    void keepsItInACluster() {
        try (RedisCluster cluster = RedisCluster.start()) {
            RedisOptions options = new RedisOptions().setType(RedisClientType.CLUSTER);
            for (String host : cluster.hosts().split(",")) {
                options.addConnectionString(host);
            }
            RedisLatest latest = latest(options);
            for (int i = 0; i < 20; i++) {
                String hash = "hash-" + i;
                latest.put(hash, "a", () -> hash);
            }

            for (int i = 0; i < 20; i++) {
                String hash = "hash-" + i;
                soon().untilAsserted(() -> assertThat(
                                latest.load(hash, 10, 100).toCompletableFuture().get(20, TimeUnit.SECONDS))
                        .isEqualTo(Map.of("a", hash)));
            }
        }
    }

    @Test
    void boundsWhatWaits() {
        RedisLatest latest = latest();
        redis.pause();
        for (int i = 0; i < RedisLatest.MOST_WAITING + 10; i++) {
            latest.put(HASH, "agent-" + i, () -> "x");
        }

        assertThat(latest.counters().dropped()).isBetween(10L, 100L);
        redis.resume();
    }

    /** A user without the right to do this costs a warning and a few attempts, and nothing else. */
    @Test
    void livesWithARefusal() {
        cli.ask("SET", HASH, "somebody's");
        RedisLatest latest = latest();
        latest.put(HASH, "a", () -> "1");
        soon().until(() -> latest.counters().failed() > 1);

        cli.ask("DEL", HASH);

        soon().until(() -> kept("a").equals("1"));
    }
}
