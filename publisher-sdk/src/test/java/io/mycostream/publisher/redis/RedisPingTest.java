package io.mycostream.publisher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.local.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisPingTest {

    private static final Duration LIMIT = Duration.ofMillis(500);

    @Test
    void saysWhatIsWrongUntilRedisAnswers() {
        try (RedisServer server = RedisServer.start()) {
            RedisPing ping = new RedisPing(server.uri(), LIMIT);
            assertThat(ping.trouble()).isEmpty();

            server.kill();
            assertThat(ping.trouble())
                    .hasValueSatisfying(why ->
                            assertThat(why).contains("Redis at 127.0.0.1:" + server.port() + " does not answer"));

            server.restart();
            assertThat(ping.trouble()).isEmpty();
        }
    }

    @Test
    void doesNotWaitForAServerThatStandsStill() {
        try (RedisServer server = RedisServer.start()) {
            server.pause();
            try {
                assertThat(new RedisPing(server.uri(), LIMIT).trouble()).isPresent();
            } finally {
                server.resume();
            }
        }
    }
}
