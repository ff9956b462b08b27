package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.local.RedisServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.RedisClient;

/** Redis, which counts the places, goes away and comes back: clients are let in, and the cap holds. COM-10, COM-20. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class PlacesOutageTest {

    private static final int PLACES = 10;
    private static final String ALONE = "this node counts places alone";
    private static final String AGAIN = "places are counted over all nodes again";

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @Inject
    Readings metrics;

    @SuppressWarnings("NullAway.Init") // given by RedisAndKeys
    RedisServer redis;

    private final String user = "user-" + UUID.randomUUID();
    private final String key = "mycostream:places:{user:" + user + "}";

    @BeforeEach
    void countedOverAllNodes() {
        awaitShared();
    }

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
        await().untilAsserted(() -> assertThat(metrics.places("user")).isZero());
    }

    private void awaitShared() {
        await().atMost(Duration.ofSeconds(15)).until(() -> metrics.gauge("stream.limits.shared") == 1);
    }

    /** The status of one more stream, answered without waiting for Redis; it stays open. */
    private int enter() {
        long start = System.nanoTime();
        int status = lab.eventsWithToken("mushroom1", tokens.of(user)).status();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        return status;
    }

    static Stream<Named<Consumer<RedisServer>>> waysOfBeingAway() {
        return Stream.of(Named.of("killed", RedisServer::kill), Named.of("silent", RedisServer::pause));
    }

    @ParameterizedTest
    @MethodSource("waysOfBeingAway")
    void clientsAreLetInUpToTheCapAndCountedWhenRedisIsBack(Consumer<RedisServer> goAway) {
        try (LogCapture log = new LogCapture()) {
            IntStream.range(0, 4).forEach(_ -> assertThat(enter()).isEqualTo(200));

            goAway.accept(redis);
            try {
                IntStream.range(4, PLACES).forEach(_ -> assertThat(enter()).isEqualTo(200));
                assertThat(enter()).isEqualTo(429);
                assertThat(enter()).isEqualTo(429);
                assertThat(metrics.gauge("stream.limits.shared")).isZero();
            } finally {
                redis.restart();
            }

            awaitShared();
            try (RedisClient client = RedisClient.create("127.0.0.1", redis.port())) {
                assertThat(client.zcard(key)).isEqualTo(PLACES);
            }
            assertThat(enter()).isEqualTo(429);
            assertThat(log.text()).containsOnlyOnce(ALONE).containsOnlyOnce(AGAIN);
        }
    }

    @Test
    void anErrorOfRedisIsSaidOnceAndTheUserCountedHere() {
        try (LogCapture log = new LogCapture();
                RedisClient client = RedisClient.create("127.0.0.1", redis.port())) {
            client.set(key, "of another kind");

            IntStream.range(0, PLACES).forEach(_ -> assertThat(enter()).isEqualTo(200));
            assertThat(enter()).isEqualTo(429);
            assertThat(metrics.gauge("stream.limits.shared")).isZero();
            assertThat(log.text()).containsOnlyOnce(ALONE).doesNotContain(user);
            client.del(key);

            awaitShared();
            assertThat(client.zcard(key)).isEqualTo(PLACES);
            assertThat(log.text()).containsOnlyOnce(ALONE).containsOnlyOnce(AGAIN);
        }
    }
}
