package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.local.RedisServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.RedisClient;

/** Places are free again, here and in Redis, also when it is not the client that ends the connection. COM-21. */
@QuarkusTest
@TestProfile(Hasty.class)
@WithTestResource(RedisAndKeys.class)
class PlacesTest {

    private static final Duration UNTIL_FREE = Duration.ofSeconds(5);

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @Inject
    Readings metrics;

    @SuppressWarnings("NullAway.Init") // given by RedisAndKeys
    RedisServer redis;

    @BeforeEach
    void countedOverAllNodes() {
        await().until(() -> metrics.gauge("stream.limits.shared") == 1);
        awaitNone();
    }

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    private Set<String> keys() {
        try (RedisClient client = RedisClient.create("127.0.0.1", redis.port())) {
            return client.keys("mycostream:places:*");
        }
    }

    private void awaitNone() {
        await().atMost(UNTIL_FREE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            assertThat(keys()).isEmpty();
            assertThat(metrics.places("user")).isZero();
            assertThat(metrics.places("node")).isZero();
        });
    }

    private void assertOneIsHeld(String user) {
        assertThat(keys()).containsExactly("mycostream:places:{user:" + user + "}");
        assertThat(metrics.places("user")).isEqualTo(1);
        assertThat(metrics.places("node")).isEqualTo(1);
    }

    private String shortLived(String user) {
        return tokens.claims(user).expiresAt(Instant.now().plusSeconds(1)).sign();
    }

    // COM-18
    @Test
    void whenTheTokenOfASocketExpires() {
        SocketClient socket = lab.socketWithToken("mushroom1", shortLived("ana"));
        socket.next();
        assertOneIsHeld("ana");

        assertThat(socket.awaitClose().reason()).isEqualTo("Token expired");

        awaitNone();
    }

    // COM-18
    @Test
    void whenTheTokenOfAStreamExpires() {
        HttpWire events = lab.eventsWithToken("mushroom1", shortLived("ana"));
        events.next();
        assertOneIsHeld("ana");

        assertThat(events.endsWithin(Duration.ofSeconds(6))).isTrue();

        awaitNone();
    }

    // COM-25
    @Test
    void whenAClientIsSilent() {
        SocketWire wire = lab.keep(SocketWire.open(lab.port(), "/ws/devices/mushroom1?token=" + tokens.of("ana")));
        wire.next();
        assertOneIsHeld("ana");

        awaitNone();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws/forgets", "/ws/throws"})
    void whenNoSessionComesOfTheConnection(String path) {
        double before = metrics.refused("connection_limit");
        SocketWire wire = lab.keep(SocketWire.open(lab.port(), path + "?token=" + tokens.of("ana")));

        awaitNone();
        wire.close();
        assertThat(metrics.refused("connection_limit")).isEqualTo(before);
    }
}
