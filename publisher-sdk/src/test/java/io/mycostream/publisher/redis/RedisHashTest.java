package io.mycostream.publisher.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.local.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;

@Timeout(60)
class RedisHashTest {

    private static final String KEY = "boards";
    private static final Duration LIMIT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofMinutes(10);

    @Test
    void keepsTheFieldsOfOthersAndRemovesItsOwn() throws IOException {
        try (RedisServer server = RedisServer.start();
                RedisHash mine = new RedisHash(server.uri(), KEY, LIMIT);
                RedisHash theirs = new RedisHash(server.uri(), KEY, LIMIT)) {
            assertThat(mine.read()).isEmpty();

            theirs.write(Map.of("theirs", "é 1"), List.of(), LONG);
            mine.write(Map.of("mine", "1", "gone", "1"), List.of(), LONG);
            mine.write(Map.of("mine", "2"), List.of("gone", "never"), LONG);

            assertThat(theirs.read()).containsOnly(Map.entry("theirs", "é 1"), Map.entry("mine", "2"));
        }
    }

    @Test
    void takesMoreFieldsThanOneCommandHolds() throws IOException {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            many.put("field-" + i, "value-" + i);
        }
        try (RedisServer server = RedisServer.start();
                RedisHash hash = new RedisHash(server.uri(), KEY, LIMIT)) {
            hash.write(many, List.of(), LONG);
            assertThat(hash.read()).isEqualTo(many);

            hash.write(Map.of(), many.keySet(), LONG);
            assertThat(hash.read()).isEmpty();
        }
    }

    @Test
    void isGoneWhenNobodyWritesToItAnyMore() throws IOException {
        try (RedisServer server = RedisServer.start();
                RedisHash hash = new RedisHash(server.uri(), KEY, LIMIT)) {
            hash.write(Map.of("mine", "1"), List.of(), Duration.ofMillis(50));

            Awaitility.await().until(() -> hash.read().isEmpty());
        }
    }

    @Test
    void saysThatRedisIsAwayAndWritesWhenItIsBack() throws IOException {
        try (RedisServer server = RedisServer.start();
                RedisHash hash = new RedisHash(server.uri(), KEY, LIMIT)) {
            hash.write(Map.of("mine", "1"), List.of(), LONG);
            server.kill();
            assertThatThrownBy(() -> hash.write(Map.of("mine", "2"), List.of(), LONG))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Redis at 127.0.0.1:" + server.port() + " cannot be used");

            server.restart();

            Awaitility.await().ignoreException(IOException.class).untilAsserted(() -> {
                hash.write(Map.of("mine", "3"), List.of(), LONG);
                assertThat(hash.read()).containsExactly(Map.entry("mine", "3"));
            });
        }
    }

    @Test
    void doesNotWaitForAServerThatStandsStill() {
        try (RedisServer server = RedisServer.start();
                RedisHash hash = new RedisHash(server.uri(), KEY, LIMIT)) {
            server.pause();
            try {
                assertThatThrownBy(() -> hash.write(Map.of("mine", "1"), List.of(), LONG))
                        .isInstanceOf(IOException.class);
            } finally {
                server.resume();
            }
        }
    }

    @Test
    void saysWhenTheKeyIsSomethingElse() {
        try (RedisServer server = RedisServer.start();
                Jedis redis = new Jedis(server.uri());
                RedisHash hash = new RedisHash(server.uri(), KEY, LIMIT)) {
            redis.set(KEY, "text");

            assertThatThrownBy(() -> hash.write(Map.of("mine", "1"), List.of(), LONG))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Redis refused HSET: WRONGTYPE");
            assertThatThrownBy(hash::read).isInstanceOf(IOException.class).hasMessageContaining("HGETALL");
        }
    }
}
