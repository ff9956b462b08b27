package io.mycostream.publisher.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.local.RedisServer;
import io.mycostream.publisher.redis.RedisClaims.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RedisClaimsTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration TIMEOUT = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofMinutes(5);

    @Test
    void oneOfManyGetsIt() {
        try (RedisServer redis = RedisServer.start();
                RedisClaims here = new RedisClaims(redis.uri(), TIMEOUT);
                RedisClaims there = new RedisClaims(redis.uri(), TIMEOUT)) {
            List<CompletableFuture<Outcome>> asked = IntStream.range(0, 20)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> (i % 2 == 0 ? here : there).claim("mycostream:thing", "process " + i, LONG)))
                    .toList();

            assertThat(asked.stream().map(CompletableFuture::join))
                    .containsOnlyOnce(Outcome.GRANTED)
                    .containsOnly(Outcome.GRANTED, Outcome.HELD);
        }
    }

    @Test
    void itCanBeHadAgainWhenItHasExpired() throws IOException {
        try (RedisServer redis = RedisServer.start();
                RedisClaims claims = new RedisClaims(redis.uri(), TIMEOUT)) {
            assertThat(claims.claim("mycostream:thing", "a", Duration.ofMillis(50)))
                    .isEqualTo(Outcome.GRANTED);

            await().atMost(SOON).until(() -> claims.claim("mycostream:thing", "b", LONG) == Outcome.GRANTED);
            assertThat(claims.holder("mycostream:thing").orElseThrow())
                    .startsWith("b ")
                    .hasSize(38);
            assertThat(claims.holder("mycostream:nothing")).isEmpty();
        }
    }

    @Test
    void saysThatItDoesNotKnowWithoutRedisAndGoesOnWithIt() {
        try (RedisServer redis = RedisServer.start();
                RedisClaims claims = new RedisClaims(redis.uri(), TIMEOUT)) {
            assertThat(claims.claim("mycostream:a", "a", LONG)).isEqualTo(Outcome.GRANTED);

            redis.pause();
            assertThat(claims.claim("mycostream:b", "a", LONG)).isEqualTo(Outcome.UNANSWERED);
            redis.resume();
            redis.kill();
            assertThat(claims.claim("mycostream:c", "a", LONG)).isEqualTo(Outcome.UNANSWERED);
            redis.restart();

            await().atMost(SOON).until(() -> claims.claim("mycostream:d", "a", LONG) == Outcome.GRANTED);
        }
    }

    @Test
    void findsOutByItselfThatItsConnectionIsGone() {
        try (RedisServer redis = RedisServer.start();
                RedisClaims claims = new RedisClaims(redis.uri(), TIMEOUT)) {
            assertThat(claims.claim("mycostream:a", "a", LONG)).isEqualTo(Outcome.GRANTED);

            redis.kill();
            redis.restart();

            assertThat(claims.claim("mycostream:b", "a", LONG)).isEqualTo(Outcome.GRANTED);
        }
    }

    @Test
    void knowsItsOwnClaimAgainWhoseAnswerWasLost() {
        try (RedisServer redis = RedisServer.start();
                RedisClaims claims = new RedisClaims(redis.uri(), Duration.ofSeconds(3))) {
            assertThat(claims.claim("mycostream:a", "a", LONG)).isEqualTo(Outcome.GRANTED);

            redis.pause();
            CompletableFuture.delayedExecutor(4, TimeUnit.SECONDS).execute(redis::resume);

            assertThat(claims.claim("mycostream:b", "a", LONG)).isEqualTo(Outcome.GRANTED);
        }
    }
}
