package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.local.RedisCluster;
import io.mycostream.local.RedisSentinel;
import io.mycostream.local.RedisServer;
import io.mycostream.local.RedisTls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged gateway at each form of Redis, with the settings that {@code docs/operations/redis.md} names. */
@Timeout(60)
class RedisFormsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final String TLS_IS_NEEDED =
            "a redis-server that was built with TLS, as the bundled one and Debian's package are";

    /** One program's user, as the page has an operator make it. */
    private static final Pattern USER = Pattern.compile("redis-cli (ACL SETUSER (\\w+) .*)");

    @TempDir
    private Path folder;

    private final AtomicInteger published = new AtomicInteger();
    private HttpClient http;

    @BeforeEach
    void openClient() {
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void closeClient() {
        http.close();
    }

    @Test
    void oneServerOfRedis6() throws Exception {
        try (RedisServer redis = RedisServer.startBundled()) {
            assertThat(redis.ask("INFO", "server")).contains("redis_version:6.2");
            delivers(redis, Map.of("quarkus.redis.hosts", redis.uri()));
        }
    }

    @Test
    void oneServerOfRedis7() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            assumeThat(redis.ask("INFO", "server"))
                    .as("a redis-server of version 7 on the PATH, as Debian 12 has it")
                    .contains("redis_version:7");
            delivers(redis, Map.of("quarkus.redis.hosts", redis.uri()));
        }
    }

    @Test
    void serverWithTls() throws Exception {
        Optional<RedisTls> started = RedisTls.start(folder);
        assumeThat(started).as(TLS_IS_NEEDED).isPresent();
        try (RedisTls redis = started.orElseThrow()) {
            delivers(
                    redis.server(),
                    Map.of(
                            "quarkus.redis.hosts",
                            redis.uri(),
                            "quarkus.redis.tls-configuration-name",
                            "redis",
                            "quarkus.tls.redis.hostname-verification-algorithm",
                            "HTTPS",
                            "quarkus.tls.redis.trust-store.pem.certs",
                            redis.certificate().toString()));
        }
    }

    /** With the client's own default any certificate would do that anybody has signed. */
    @Test
    void serverWhoseCertificateIsForSomebodyElseIsNotTrusted() throws Exception {
        Optional<RedisTls> started = RedisTls.start(folder, "dns:somebody.else");
        assumeThat(started).as(TLS_IS_NEEDED).isPresent();
        try (RedisTls redis = started.orElseThrow();
                GatewayProcess gateway = new GatewayProcess(
                        redis.uri(),
                        folder,
                        Map.of(
                                "quarkus.redis.tls.trust-certificate-pem.enabled",
                                "true",
                                "quarkus.redis.tls.trust-certificate-pem.certs",
                                redis.certificate().toString()))) {
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(Files.readString(gateway.process().log()))
                                    .contains("Redis does not deliver")
                                    .contains("name matching localhost found"));
            assertThat(gateway.process().isUp(http, "ready")).isFalse();
        }
    }

    @Test
    void serverWithAUserThatMayDoWhatTheGatewayDoes() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            redis.ask(userOfThePage("gateway"));
            delivers(
                    redis, Map.of("quarkus.redis.hosts", "redis://gateway:GATEWAY-PASSWORD@127.0.0.1:" + redis.port()));

            await("the publication is kept as well")
                    .atMost(LIMIT)
                    .untilAsserted(() -> assertThat(redis.ask("XLEN", "mycostream:{devices:telemetry}:history"))
                            .isNotEqualTo(":0\r\n"));
            assertThat(refused(redis)).isSubsetOf("config|get", "config");
        }
    }

    /** What a server has refused to its users. */
    private static Set<String> refused(RedisServer redis) {
        List<String> log = redis.ask("ACL", "LOG").lines().toList();
        return IntStream.range(0, log.size())
                .filter(line -> log.get(line).equals("object"))
                .mapToObj(line -> log.get(line + 2))
                .collect(Collectors.toSet());
    }

    @Test
    void sentinelsWhoseServersChange() throws Exception {
        try (RedisSentinel group = RedisSentinel.start();
                GatewayProcess gateway = gateway(Map.of(
                        "quarkus.redis.client-type",
                        "sentinel",
                        "quarkus.redis.hosts",
                        group.hosts(),
                        "quarkus.redis.master-name",
                        RedisSentinel.MASTER_NAME));
                EventStream client = client(gateway)) {
            awaitDelivery(client, group.primary());

            RedisServer gone = group.killPrimary();
            group.awaitOther(gone);

            awaitDelivery(client, group.primary());
            awaitReady(gateway);

            RedisServer second = group.primary();
            gone.restart();
            await().atMost(LIMIT).until(() -> gone.ask("INFO", "replication").contains("master_link_status:up"));
            group.failover();

            assertThat(group.primary()).isNotSameAs(second);
            awaitDelivery(client, group.primary());
            assertThat(Files.readString(gateway.process().log()))
                    .as("warnings, which are alike for each server")
                    .containsOnlyOnce("WARN  [RedisConnections]")
                    .containsOnlyOnce("nothing is written to disk (appendonly no, save \"\")");
        }
    }

    @Test
    void clusterThatLosesTheNodeTheGatewayListensAt() throws Exception {
        try (RedisCluster cluster = RedisCluster.start();
                GatewayProcess gateway = gateway(Map.of(
                        "quarkus.redis.client-type", "cluster", "quarkus.redis.hosts", hostsOfPrimaries(cluster)));
                EventStream client = client(gateway)) {
            awaitDelivery(client, cluster.nodes().getLast());
            RedisServer listenedAt = cluster.nodes().stream()
                    .filter(node ->
                            node.ask("PUBSUB", "CHANNELS", "devices:telemetry").contains("devices:telemetry"))
                    .findFirst()
                    .orElseThrow();
            assertThat(cluster.nodes().subList(0, 3)).as("the primaries").contains(listenedAt);

            listenedAt.kill();

            awaitDelivery(client, cluster.nodes().getLast());
            awaitReady(gateway);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "replication, redis://127.0.0.1:1, 'quarkus.redis.client-type is replication, expected standalone, sentinel or'",
        "cluster, redis://127.0.0.1:1/3, quarkus.redis.hosts names database 3",
        "standalone, 'redis://127.0.0.1:1,redis://127.0.0.1:2', Multiple Redis hosts supplied for non-clustered config",
    })
    void formThatCannotBeServedEndsTheStart(String type, String hosts, String why) throws Exception {
        try (GatewayProcess gateway = new GatewayProcess(hosts, folder, Map.of("quarkus.redis.client-type", type))) {
            assertThat(gateway.process().ended().get(30, TimeUnit.SECONDS)).isEqualTo(1);

            assertThat(Files.readAllLines(gateway.process().log()))
                    .anySatisfy(line -> assertThat(line).contains(why))
                    .noneMatch(line -> line.startsWith("\tat "));
        }
    }

    @Test
    void formThatIsAnotherIsToldAndKeepsTheGatewayFromBeingReady() throws Exception {
        String why = "quarkus.redis.client-type is cluster, but the server is no node of one (cluster_enabled:0),"
                + " expected quarkus.redis.client-type=standalone";
        try (GatewaysAtRedis gateways = new GatewaysAtRedis(folder)) {
            GatewayProcess gateway = gateways.launch(Map.of("quarkus.redis.client-type", "cluster"));
            await().atMost(LIMIT).until(() -> gateway.process().isUp(http, "live"));

            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(Files.readString(gateway.process().log()))
                                    .containsOnlyOnce("Redis does not deliver, trying again until it does: " + why));
            assertThat(gateway.process().isUp(http, "ready")).isFalse();
        }
    }

    private void delivers(RedisServer publishedAt, Map<String, String> settings) throws Exception {
        try (GatewayProcess gateway = gateway(settings);
                EventStream client = client(gateway)) {
            awaitDelivery(client, publishedAt);
        }
    }

    private GatewayProcess gateway(Map<String, String> settings) throws Exception {
        GatewayProcess gateway = new GatewayProcess("", folder, settings);
        awaitReady(gateway);
        return gateway;
    }

    private void awaitReady(GatewayProcess gateway) throws Exception {
        gateway.process().awaitReady(http, LIMIT);
    }

    private static EventStream client(GatewayProcess gateway) throws IOException, InterruptedException {
        return EventStream.open(
                URI.create("http://127.0.0.1:" + gateway.port() + "/api/stream/devices/d1"),
                gateway.tokens().issue("observer", Duration.ofHours(1)));
    }

    /** Publishes until the client gets it: what is published while nobody listens is not owed to anybody. */
    private void awaitDelivery(EventStream client, RedisServer publishedAt) {
        await().atMost(LIMIT).until(() -> {
            String telemetry = "{\"n\":" + published.incrementAndGet() + '}';
            publishedAt.ask(
                    "PUBLISH",
                    "devices:telemetry",
                    "{\"channel\":\"devices:telemetry\",\"data\":{\"device_id\":\"d1\",\"telemetry\":" + telemetry
                            + "}}");
            Optional<EventStream.ServerSentEvent> event = client.next(Duration.ofMillis(200));
            while (event.isPresent() && !event.get().data().contains(telemetry)) {
                event = client.next(Duration.ofMillis(200));
            }
            return event.isPresent();
        });
    }

    private static String hostsOfPrimaries(RedisCluster cluster) {
        List<String> primaries =
                cluster.nodes().subList(0, 3).stream().map(RedisServer::uri).toList();
        return String.join(",", primaries);
    }

    private static String[] userOfThePage(String user) throws IOException {
        Path page = Manifests.ROOT.resolve("docs/operations/redis.md");
        return Files.readAllLines(page).stream()
                .map(USER::matcher)
                .filter(Matcher::matches)
                .filter(line -> line.group(2).equals(user))
                .findFirst()
                .orElseThrow()
                .group(1)
                .replace("'", "")
                .replace("\\", "")
                .split(" ");
    }
}
