package io.mycostream.publisher.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.mycostream.local.FreePort;
import io.mycostream.local.RedisServer;
import io.mycostream.publisher.PublishException;
import io.mycostream.publisher.Published;
import io.mycostream.publisher.wire.RedisKeys;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.args.ClientType;

/** What {@link RedisPublisher} promises while Redis is killed, held still, or busy with something else. */
@Timeout(value = 30, unit = SECONDS)
class RedisPublisherOutageTest {

    private static final String CHANNEL = "lab:a";
    private static final Duration TIMEOUT = Duration.ofMillis(400);

    /** For what has to happen soon, also on a busy machine. */
    private static final Duration A_WHILE = Duration.ofSeconds(10);

    private RedisServer redis;
    private RedisPublisher publisher;

    @BeforeEach
    void open() {
        redis = RedisServer.start();
        publisher = publisher().build();
    }

    @AfterEach
    void close() {
        redis.close();
        publisher.close();
    }

    /** SDK-2. */
    @Test
    void reportsWhatWasNotConfirmedAndGoesOnWhenRedisIsBack() {
        Published before = publisher.publish(CHANNEL, Map.of());
        redis.pause();
        List<CompletableFuture<Published>> pending =
                IntStream.range(0, 300).mapToObj(n -> publishAsync("sesame")).toList();

        redis.kill();

        assertThat(pending)
                .allSatisfy(stage -> assertThatThrownBy(stage::join)
                        .cause()
                        .isInstanceOf(PublishException.class)
                        .hasMessageMatching("publication [0-9a-f-]{36} on lab:a was not confirmed: Redis at 127.0.0.1:"
                                + redis.port() + " cannot be used: .+")
                        .hasMessageNotContaining("sesame")
                        .hasCauseInstanceOf(RedisAwayException.class));

        redis.restart();

        Published after = publishUntilConfirmed();
        assertThat(after.position().offset()).isEqualTo(1);
        assertThat(after.position().epoch()).isNotEqualTo(before.position().epoch());
        assertThat(publisher.publish(CHANNEL, Map.of()).position().offset()).isEqualTo(2);
    }

    @Test
    void publishesNothingThatWasTakenBackWhenAnEarlierOneFailed() {
        publisher.publish(CHANNEL, Map.of("n", 0));
        try (Jedis other = new Jedis(URI.create(redis.uri()))) {
            List<CompletableFuture<Published>> all = new ArrayList<>();
            redis.pause();
            for (int n = 1; n <= 1000; n++) {
                CompletableFuture<Published> one =
                        publisher.publishAsync(CHANNEL, Map.of("n", n)).toCompletableFuture();
                all.add(one);
            }
            CompletableFuture<Void> takenBack = all.getFirst()
                    .handle((confirmed, failure) -> failure)
                    .thenAccept(failure -> all.forEach(later -> later.cancel(false)));

            takenBack.join();
            redis.resume();
            publishUntilConfirmed();

            // the first round trip may have been under way and arrived late; what comes behind it stays taken back
            assertThat(other.xlen(RedisKeys.history(CHANNEL))).isLessThanOrEqualTo(2 + 128 * 2);
            assertThat(all.getLast()).isCancelled();
        }
    }

    @Test
    void failsFastWhileRedisIsDown() {
        redis.kill();
        PublishException first = failure();
        assertThat(first).hasMessageEndingWith("cannot be used: Connection refused");

        long start = System.nanoTime();
        List<PublishException> failures =
                IntStream.range(0, 1000).mapToObj(n -> failure()).toList();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(A_WHILE);
        assertThat(failures)
                .as("most of them without another attempt to connect")
                .filteredOn(failure -> failure.toString().contains("; next attempt in "))
                .hasSizeGreaterThan(950);
    }

    @Test
    void needsNoRedisToBeBuilt() throws Exception {
        int port = FreePort.find();
        try (RedisPublisher early = RedisPublisher.builder()
                .uri("redis://127.0.0.1:" + port)
                .timeout(TIMEOUT)
                .build()) {
            assertThatThrownBy(() -> early.publish(CHANNEL, Map.of())).isInstanceOf(PublishException.class);

            try (RedisServer late = RedisServer.start(port)) {
                assertThat(late.port()).isEqualTo(port);
                await().ignoreExceptionsInstanceOf(PublishException.class)
                        .until(() -> early.publish(CHANNEL, Map.of()).position().offset() == 1);
            }
        }
    }

    @Test
    void doesNotTrustAConnectionThatWasQuietForLong() {
        publisher.publish(CHANNEL, Map.of());
        redis.restart();

        // the first publication after the restart, on a connection that was open before it
        await().pollDelay(Duration.ofMillis(1100)).until(() -> true);
        Published published = publisher.publish(CHANNEL, Map.of());

        assertThat(published.position().offset()).isEqualTo(1);
    }

    @Test
    void connectsAgainWhenRedisHasEndedTheConnection() {
        publisher.publish(CHANNEL, Map.of());
        try (Jedis admin = new Jedis(URI.create(redis.uri()))) {
            admin.sendCommand(Command.CLIENT, "KILL", "SKIPME", "yes");
        }

        assertThat(publishUntilConfirmed().position().offset()).isEqualTo(2);
    }

    @Test
    void givesUpOnARedisThatHoldsStill() {
        publisher.publish(CHANNEL, Map.of());
        redis.pause();

        long start = System.nanoTime();
        PublishException failure = failure();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(TIMEOUT.minusMillis(100), A_WHILE);
        assertThat(failure).hasMessageMatching(".*(Read timed out|no answer within 400 ms)");

        redis.resume();
        publishUntilConfirmed();
    }

    @Test
    void givesUpOnARedisThatStopsReading() {
        publisher.publish(CHANNEL, Map.of());
        redis.pause();

        // more than the sockets between us hold: writing would block for ever
        CompletableFuture<Published> huge = publishAsync("x".repeat(32 << 20));

        // of this type, because an end that does not come within the time counts as a failure otherwise
        assertThat(huge).failsWithin(A_WHILE).withThrowableOfType(ExecutionException.class);
        redis.resume();
        publishUntilConfirmed();
    }

    @Test
    void saysSoWhenTheWindowIsFull() {
        try (RedisPublisher narrow = publisher().window(3).timeout(A_WHILE).build()) {
            redis.pause();
            List<CompletableFuture<Published>> taken = IntStream.range(0, 3)
                    .mapToObj(n -> narrow.publishAsync(CHANNEL, Map.of()).toCompletableFuture())
                    .toList();

            CompletableFuture<Published> tooMany =
                    narrow.publishAsync(CHANNEL, Map.of()).toCompletableFuture();

            assertThat(tooMany).isCompletedExceptionally();
            assertThatThrownBy(tooMany::join)
                    .cause()
                    .isInstanceOf(PublishException.class)
                    .hasMessageEndingWith(
                            "on lab:a was not confirmed: the window is full: too many publications wait for Redis");

            redis.resume();
            assertThat(taken).allSatisfy(stage -> assertThat(stage).succeedsWithin(A_WHILE));
            assertThat(narrow.publish(CHANNEL, Map.of()).position().offset()).isEqualTo(4);
        }
    }

    @Test
    void whoLearnsThatAPublicationHasEndedFindsRoomInTheWindow() {
        try (RedisPublisher narrow = publisher().window(1).build()) {
            CompletableFuture<Published> chain =
                    narrow.publishAsync(CHANNEL, Map.of()).toCompletableFuture();
            for (int i = 0; i < 100; i++) {
                chain = chain.thenCompose(published -> narrow.publishAsync(CHANNEL, Map.of()));
            }

            assertThat(chain.join().position().offset()).isEqualTo(101);
        }
    }

    @Test
    void failsWhatCannotBeConfirmedBeforeItIsClosed() {
        redis.pause();
        List<CompletableFuture<Published>> pending =
                IntStream.range(0, 1000).mapToObj(n -> publishAsync("x")).toList();

        long start = System.nanoTime();
        publisher.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(A_WHILE);
        assertThat(pending).allSatisfy(stage -> assertThat(stage).isCompletedExceptionally());
    }

    @Test
    void comesBackWhenTheWaitingThreadIsInterrupted() {
        redis.pause();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> publisher.publish(CHANNEL, Map.of()))
                .isInstanceOf(PublishException.class)
                .hasMessageEndingWith("was not confirmed: interrupted while waiting");
        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    }

    @Test
    void looksForTheMasterWhenItMeetsAReplica() {
        publisher.publish(CHANNEL, Map.of());
        try (RedisServer master = RedisServer.start();
                Jedis admin = new Jedis(URI.create(redis.uri()))) {
            admin.replicaof("127.0.0.1", master.port());
            Set<String> before = connectionsBeside(admin);
            assertThat(failure()).hasMessageContaining("READONLY");

            admin.replicaofNoOne();
            publishUntilConfirmed();
            assertThat(connectionsBeside(admin)).hasSize(1).doesNotContainAnyElementsOf(before);
        }
    }

    private static Set<String> connectionsBeside(Jedis admin) {
        return admin.clientList(ClientType.NORMAL)
                .lines()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .filter(id -> !id.equals("id=" + admin.clientId()))
                .collect(Collectors.toSet());
    }

    private RedisPublisher.Builder publisher() {
        return RedisPublisher.builder().uri(redis.uri()).timeout(TIMEOUT);
    }

    private CompletableFuture<Published> publishAsync(String text) {
        return publisher.publishAsync(CHANNEL, Map.of("text", text)).toCompletableFuture();
    }

    private PublishException failure() {
        PublishException failure =
                catchThrowableOfType(PublishException.class, () -> publisher.publish(CHANNEL, Map.of()));
        assertThat(failure).isNotNull();
        return failure;
    }

    private Published publishUntilConfirmed() {
        return await().atMost(A_WHILE)
                .ignoreExceptionsInstanceOf(PublishException.class)
                .until(() -> publisher.publish(CHANNEL, Map.of()), published -> published != null);
    }
}
