package io.mycostream.publisher.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mycostream.local.FreePort;
import io.mycostream.local.RedisServer;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RedisSubscriptionTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration PROBE = Duration.ofMillis(100);
    private static final Duration TIMEOUT = Duration.ofMillis(400);

    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Test
    void hearsEveryMessageOfItsChannelsInOrder() {
        try (RedisServer redis = RedisServer.start();
                RedisSubscription subscription = start(redis.uri(), "lab:a", "lab:b")) {
            awaitHearing(subscription);

            redis.ask("PUBLISH", "lab:a", "1");
            redis.ask("PUBLISH", "lab:b", "2");
            redis.ask("PUBLISH", "lab:c", "elsewhere");
            redis.ask("PUBLISH", "lab:a", "3");

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(heard).containsExactly("lab:a 1", "lab:b 2", "lab:a 3"));
        }
    }

    @Test
    void hearsAgainAfterRedisWasKilledAndStarted() {
        try (RedisServer redis = RedisServer.start();
                RedisSubscription subscription = start(redis.uri(), "lab:a")) {
            awaitHearing(subscription);

            for (int times = 1; times <= 3; times++) {
                redis.kill();
                await().atMost(SOON).until(() -> subscription.trouble().isPresent());
                redis.restart();
                awaitHearing(subscription);
                String message = "after restart " + times;
                redis.ask("PUBLISH", "lab:a", message);
                // Redis answers who publishes before or after it writes to who listens
                await().atMost(SOON).until(() -> heard.contains("lab:a " + message));
            }

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(heard)
                            .containsExactly(
                                    "lab:a after restart 1", "lab:a after restart 2", "lab:a after restart 3"));
            assertThat(subscription.interruptions()).isEqualTo(3);
        }
    }

    @Test
    void noticesARedisThatKeepsTheConnectionAndSaysNothing() {
        try (RedisServer redis = RedisServer.start();
                RedisSubscription subscription = start(redis.uri(), "lab:a")) {
            awaitHearing(subscription);

            redis.pause();
            await().atMost(SOON).until(() -> subscription.trouble().isPresent());
            redis.resume();

            awaitHearing(subscription);
            redis.ask("PUBLISH", "lab:a", "back");
            await().atMost(SOON).untilAsserted(() -> assertThat(heard).contains("lab:a back"));
            assertThat(subscription.interruptions()).isEqualTo(1);
        }
    }

    @Test
    void waitsForARedisThatStartsLater() {
        int port = FreePort.find();
        try (RedisSubscription subscription = start("redis://127.0.0.1:" + port, "lab:a")) {
            await().atMost(SOON).until(() -> subscription.trouble().orElse("").contains("is not heard"));

            try (RedisServer redis = RedisServer.start(port)) {
                awaitHearing(subscription);
                redis.ask("PUBLISH", "lab:a", "1");
                await().atMost(SOON).untilAsserted(() -> assertThat(heard).containsExactly("lab:a 1"));
            }
            assertThat(subscription.interruptions()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void goesOnWhenTheReceiverFails() {
        try (RedisServer redis = RedisServer.start();
                RedisSubscription subscription =
                        RedisSubscription.start(redis.uri(), List.of("lab:a"), PROBE, TIMEOUT, (channel, message) -> {
                            heard.add(new String(message, UTF_8));
                            throw new IllegalStateException("as if it were broken");
                        })) {
            awaitHearing(subscription);

            redis.ask("PUBLISH", "lab:a", "1");
            redis.ask("PUBLISH", "lab:a", "2");

            await().atMost(SOON).untilAsserted(() -> assertThat(heard).containsExactly("1", "2"));
            assertThat(subscription.interruptions()).isZero();
        }
    }

    /** Not a Redis, but something that says it is: what it says does not end the thread that listens. */
    @Test
    void goesOnWhenWhatItHearsIsNoMessage() throws Exception {
        try (ServerSocket server = new ServerSocket(0);
                RedisSubscription subscription = start("redis://127.0.0.1:" + server.getLocalPort(), "lab:a")) {
            server.setSoTimeout((int) SOON.toMillis());
            for (int connection = 0; connection < 3; connection++) {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write("+OK\r\n+OK\r\n*1\r\n$7\r\nmessage\r\n".getBytes(US_ASCII));
                    while (socket.getInputStream().read() >= 0) {
                        // until it gives up
                    }
                } catch (SocketException gaveUp) {
                    // it gave up
                }
            }
            assertThat(subscription.trouble()).isPresent();
        }
    }

    @Test
    void isQuietOnceClosed() {
        try (RedisServer redis = RedisServer.start()) {
            RedisSubscription subscription = start(redis.uri(), "lab:a");
            awaitHearing(subscription);

            subscription.close();

            await().atMost(SOON)
                    .until(() -> redis.ask("PUBLISH", "lab:a", "nobody").equals(":0\r\n"));
            assertThat(heard).isEmpty();
            assertThat(subscription.interruptions()).isZero();
        }
    }

    @Test
    void theUserOfTheOperatorsPageMayHearAndClaimAndNoMore() throws Exception {
        String line = Files.readAllLines(Path.of("../docs/operations/redis.md")).stream()
                .filter(text -> text.startsWith("redis-cli ACL SETUSER ingest "))
                .findFirst()
                .orElseThrow();
        try (RedisServer redis = RedisServer.start()) {
            redis.ask(line.replace("redis-cli ", "")
                    .replace("'", "")
                    .replace("\\", "")
                    .split(" "));
            String uri = "redis://ingest:INGEST-PASSWORD@127.0.0.1:" + redis.port();
            try (RedisSubscription allowed = start(uri, "devices:commands");
                    RedisSubscription refused = start(uri, "agents:status");
                    RedisClaims claims = new RedisClaims(uri, TIMEOUT)) {
                awaitHearing(allowed);
                redis.ask("PUBLISH", "devices:commands", "1");
                await().atMost(SOON).untilAsserted(() -> assertThat(heard).containsExactly("devices:commands 1"));
                assertThat(claims.claim("mycostream:command:a", "test", Duration.ofMinutes(1)))
                        .isEqualTo(RedisClaims.Outcome.GRANTED);
                assertThat(claims.holder("mycostream:command:a")).isPresent();

                await().atMost(SOON).until(() -> refused.trouble().orElse("").contains("NOPERM"));
                assertThat(claims.claim("elsewhere", "test", Duration.ofMinutes(1)))
                        .isEqualTo(RedisClaims.Outcome.UNANSWERED);
            }
        }
    }

    @Test
    void refusesWhatItCannotDo() {
        assertThatThrownBy(() -> start("redis://127.0.0.1:1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there must be a channel to hear");
        assertThatThrownBy(() -> RedisSubscription.start(
                        "redis://127.0.0.1:1", List.of("a"), Duration.ofMillis(1), TIMEOUT, (channel, message) -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("probeInterval");
    }

    private RedisSubscription start(String uri, String... channels) {
        return RedisSubscription.start(
                uri,
                List.of(channels),
                PROBE,
                TIMEOUT,
                (channel, message) -> heard.add(channel + " " + new String(message, UTF_8)));
    }

    private static void awaitHearing(RedisSubscription subscription) {
        await().atMost(SOON).until(() -> subscription.trouble().isEmpty());
    }
}
