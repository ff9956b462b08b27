package io.mycostream.publisher.redis;

import static io.mycostream.publisher.wire.ChannelNames.DEVICES_TELEMETRY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.util.RawValue;
import io.mycostream.local.RedisServer;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.PublishException;
import io.mycostream.publisher.Published;
import io.mycostream.publisher.wire.Envelope;
import io.mycostream.publisher.wire.EnvelopeCodec;
import io.mycostream.publisher.wire.EnvelopeFormatException;
import io.mycostream.publisher.wire.Position;
import io.mycostream.publisher.wire.RawJson;
import io.mycostream.publisher.wire.RedisKeys;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.resps.StreamEntry;

/** What {@link RedisPublisher} promises while Redis is well, on the installed server and on the bundled Redis 6.2. */
@ParameterizedClass
@EnumSource(RedisPublisherTest.Server.class)
class RedisPublisherTest {

    enum Server {
        INSTALLED_OR_BUNDLED {
            @Override
            RedisServer start() {
                return RedisServer.start();
            }
        },
        BUNDLED {
            @Override
            RedisServer start() {
                return RedisServer.startBundled();
            }
        };

        abstract RedisServer start();
    }

    private static final String CHANNEL = "lab:a";
    private static final String HISTORY = RedisKeys.history(CHANNEL);
    private static final String META = RedisKeys.meta(CHANNEL);

    private final RedisServer redis;
    private final Jedis observer;
    private final RedisPublisher publisher;

    RedisPublisherTest(Server server) {
        redis = server.start();
        observer = new Jedis(URI.create(redis.uri()));
        publisher = RedisPublisher.builder().uri(redis.uri()).build();
    }

    @AfterEach
    void close() {
        publisher.close();
        observer.close();
        redis.close();
    }

    /** SDK-1. */
    @Test
    void publishesTheEnvelopeThatPlainSubscribersKnow() throws Exception {
        try (Subscriber subscriber = Subscriber.to(redis, DEVICES_TELEMETRY)) {
            Instant before = Instant.now().minusMillis(1);

            Published published = publisher.publishDeviceTelemetry("mushroom1", Map.of("temperature", 22.5));

            Map<String, String> members = RawJson.members(subscriber.next());
            String epoch = published.position().epoch();
            assertThat(members.keySet())
                    .containsExactly("channel", "data", "timestamp", "source", "message_id", "epoch", "offset");
            assertThat(members)
                    .containsEntry("channel", "\"devices:telemetry\"")
                    .containsEntry("data", "{\"device_id\":\"mushroom1\",\"telemetry\":{\"temperature\":22.5}}")
                    .containsEntry("source", "\"device:mushroom1\"")
                    .containsEntry("message_id", '"' + published.messageId() + '"')
                    .containsEntry("epoch", '"' + epoch + '"')
                    .containsEntry("offset", "1");
            assertThat(published)
                    .isEqualTo(new Published(DEVICES_TELEMETRY, published.messageId(), new Position(epoch, 1)));
            assertThat(UUID.fromString(published.messageId()).version()).isEqualTo(4);
            String timestamp = RawJson.string(members.get("timestamp")).orElseThrow();
            assertThat(timestamp).endsWith("Z");
            assertThat(Instant.parse(timestamp)).isBetween(before, Instant.now());
        }
    }

    @Test
    void writesNoSourceWhenNoneIsGiven() throws Exception {
        try (Subscriber subscriber = Subscriber.to(redis, CHANNEL)) {
            publisher.publish(CHANNEL, Map.of());

            assertThat(RawJson.members(subscriber.next())).containsEntry("source", "null");
        }
    }

    @Test
    void keepsWhatItPublishesInTheHistory() throws Exception {
        try (Subscriber subscriber = Subscriber.to(redis, CHANNEL)) {
            Published first = publisher.publish(CHANNEL, Map.of("n", 1));
            publisher.publish(CHANNEL, Map.of("n", 2));

            List<String> received = List.of(subscriber.next(), subscriber.next());
            assertThat(observer.xrange(HISTORY, "-", "+"))
                    .extracting(entry -> entry.getID().toString(), StreamEntry::getFields)
                    .containsExactly(
                            tuple("1-0", Map.of("e", received.get(0))), tuple("2-0", Map.of("e", received.get(1))));
            assertThat(observer.hgetAll(META))
                    .isEqualTo(Map.of("epoch", first.position().epoch(), "offset", "2"));
        }
    }

    @Test
    void leavesTheDataAsItWasWritten() throws Exception {
        String data = "{ \"big\" : 123456789012345678901234567890,\n \"small\":1.50e-7, \"list\":[ 1 ],"
                + " \"text\":\"\u2028 😀 \\u0000 \\ud83d %s \\\\\" }";
        try (Subscriber subscriber = Subscriber.to(redis, CHANNEL)) {
            publisher.publish(CHANNEL, new RawValue(data));

            assertThat(subscriber.next(1)).extracting(Envelope::data).containsExactly(data);
        }
    }

    @Test
    void carriesAMebibyte() throws Exception {
        String text = "x".repeat(1 << 20);
        try (Subscriber subscriber = Subscriber.to(redis, CHANNEL)) {
            publisher.publish(CHANNEL, Map.of("text", text));

            assertThat(subscriber.next(1)).extracting(Envelope::data).containsExactly("{\"text\":\"" + text + "\"}");
        }
    }

    @Test
    void publishesToChannelsWithAnyName() throws Exception {
        String channel = "job_progress:große {1}/a b%\"😀";
        try (Subscriber subscriber = Subscriber.to(redis, channel)) {
            Published published = publisher.publish(channel, Map.of());

            Map<String, String> members = RawJson.members(subscriber.next());
            assertThat(RawJson.string(members.get("channel"))).contains(channel);
            assertThat(observer.xlen(RedisKeys.history(channel))).isEqualTo(1);
            assertThat(published.channel()).isEqualTo(channel);
        }
    }

    @Test
    void countsEachChannelFromOneByOnes() {
        List<Published> ours = IntStream.range(0, 5)
                .mapToObj(n -> publisher.publish(CHANNEL, Map.of("n", n)))
                .toList();
        Published other = publisher.publish("lab:b", Map.of());

        assertThat(ours).extracting(published -> published.position().offset()).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(ours).extracting(published -> published.position().epoch()).containsOnly(epoch());
        assertThat(other.position().offset()).isEqualTo(1);
        assertThat(other.position().epoch()).isNotEqualTo(epoch());
    }

    @Test
    void goesOnCountingWhereAnotherPublisherLeftOff() {
        Published first = publisher.publish(CHANNEL, Map.of());

        try (RedisPublisher other = RedisPublisher.builder().uri(redis.uri()).build()) {
            Published second = other.publish(CHANNEL, Map.of());

            assertThat(second.position())
                    .isEqualTo(new Position(first.position().epoch(), 2));
        }
    }

    @Test
    void countsBeyondTheNumbersLuaWritesInFull() {
        publisher.publish(CHANNEL, Map.of());
        observer.hset(META, "offset", "999999999999999");

        Published published = publisher.publish(CHANNEL, Map.of());

        assertThat(published.position().offset()).isEqualTo(1_000_000_000_000_000L);
        assertThat(observer.xrevrange(HISTORY, "+", "-", 1).getFirst().getID().toString())
                .isEqualTo("1000000000000000-0");
    }

    @Test
    void losesNothingWhenManyThreadsPublish() throws Exception {
        int threads = 8;
        int each = 250;
        try (RedisPublisher deep = RedisPublisher.builder()
                        .uri(redis.uri())
                        .historySize(threads * each)
                        .build();
                ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<List<CompletableFuture<Published>>>> tasks = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int number = thread;
                tasks.add(executor.submit(() -> IntStream.range(0, each)
                        .mapToObj(n -> deep.publishAsync(CHANNEL, Map.of("thread", number, "n", n))
                                .toCompletableFuture())
                        .toList()));
            }
            List<Long> offsets = new ArrayList<>();
            for (Future<List<CompletableFuture<Published>>> task : tasks) {
                List<Long> ofThread = task.get().stream()
                        .map(CompletableFuture::join)
                        .map(published -> published.position().offset())
                        .toList();
                assertThat(ofThread).as("one thread's order").isSorted();
                offsets.addAll(ofThread);
            }

            assertThat(offsets)
                    .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, (long) threads * each)
                            .boxed()
                            .toList());
            assertThat(observer.xlen(HISTORY)).isEqualTo((long) threads * each);
        }
    }

    @Test
    void keepsTheOrderOfOneThread() throws Exception {
        int count = 1000;
        List<Integer> completed = Collections.synchronizedList(new ArrayList<>());
        try (Subscriber subscriber = Subscriber.to(redis, CHANNEL)) {
            CompletableFuture<?>[] stages = IntStream.range(0, count)
                    .mapToObj(n -> publisher
                            .publishAsync(CHANNEL, Map.of("n", n))
                            .thenRun(() -> completed.add(n))
                            .toCompletableFuture())
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(stages).join();

            List<String> expected =
                    IntStream.range(0, count).mapToObj(n -> "{\"n\":" + n + '}').toList();
            assertThat(subscriber.next(count)).extracting(Envelope::data).isEqualTo(expected);
            assertThat(completed).isEqualTo(IntStream.range(0, count).boxed().toList());
            assertThat(historyData()).isEqualTo(expected);
        }
    }

    @Test
    void beginsANewEpochWhenTheCountIsLost() throws Exception {
        publisher.publish(CHANNEL, Map.of("n", 1));
        Published old = publisher.publish(CHANNEL, Map.of("n", 2));

        observer.del(META);
        Published second = publisher.publish(CHANNEL, Map.of("n", 3));
        assertThat(historyData()).as("nothing of the first life").containsExactly("{\"n\":3}");
        observer.del(META);
        Published third = publisher.publish(CHANNEL, Map.of("n", 4));

        assertThat(second.position().offset()).isEqualTo(1);
        assertThat(third.position().offset()).isEqualTo(1);
        assertThat(List.of(old, second, third))
                .extracting(published -> published.position().epoch())
                .doesNotHaveDuplicates();
    }

    @Test
    void beginsANewEpochWhenHalfOfTheMetaIsLost() {
        Published old = publisher.publish(CHANNEL, Map.of());
        observer.hdel(META, "offset");

        Published published = publisher.publish(CHANNEL, Map.of());

        assertThat(published.position().offset()).isEqualTo(1);
        assertThat(published.position().epoch()).isNotEqualTo(old.position().epoch());
    }

    @Test
    void keepsTheEpochWhenOnlyTheHistoryIsLost() {
        Published first = publisher.publish(CHANNEL, Map.of());
        observer.del(HISTORY);

        Published second = publisher.publish(CHANNEL, Map.of());

        assertThat(second.position()).isEqualTo(new Position(first.position().epoch(), 2));
    }

    @Test
    void keepsNoMoreThanTheHistorySize() throws Exception {
        try (RedisPublisher small =
                RedisPublisher.builder().uri(redis.uri()).historySize(3).build()) {
            for (int n = 1; n <= 10; n++) {
                small.publish(CHANNEL, Map.of("n", n));
            }
        }

        assertThat(historyData()).containsExactly("{\"n\":8}", "{\"n\":9}", "{\"n\":10}");
    }

    @Test
    void forgetsTheHistoryOfAQuietChannelButNotItsCount() {
        try (RedisPublisher brief = RedisPublisher.builder()
                .uri(redis.uri())
                .historyTimeToLive(Duration.ofMillis(100))
                .build()) {
            Published first = brief.publish(CHANNEL, Map.of());
            await().until(() -> !observer.exists(HISTORY));

            Published second = brief.publish(CHANNEL, Map.of());

            assertThat(second.position())
                    .isEqualTo(new Position(first.position().epoch(), 2));
        }
    }

    @Test
    void setsTheTimesToLive() {
        publisher.publish(CHANNEL, Map.of());

        assertThat(observer.pttl(HISTORY)).isBetween(590_000L, 600_000L);
        assertThat(observer.pttl(META)).isGreaterThan(Duration.ofDays(6).toMillis());
    }

    @Test
    void keepsTheCountLongerThanAnyHistory() {
        try (RedisPublisher patient = RedisPublisher.builder()
                .uri(redis.uri())
                .historyTimeToLive(Duration.ofDays(30))
                .build()) {
            patient.publish(CHANNEL, Map.of());
        }

        assertThat(observer.pttl(META)).isGreaterThan(Duration.ofDays(59).toMillis());
    }

    @Test
    void publishesAgainWhenTheScriptWasFlushed() throws Exception {
        publisher.publish(CHANNEL, Map.of("n", 0));
        observer.scriptFlush();

        List<CompletableFuture<Published>> stages = IntStream.rangeClosed(1, 300)
                .mapToObj(n -> publisher.publishAsync(CHANNEL, Map.of("n", n)).toCompletableFuture())
                .toList();

        assertThat(stages)
                .extracting(stage -> stage.join().position().offset())
                .isEqualTo(LongStream.rangeClosed(2, 301).boxed().toList());
        assertThat(historyData())
                .isEqualTo(IntStream.rangeClosed(0, 300)
                        .mapToObj(n -> "{\"n\":" + n + '}')
                        .toList());
    }

    /** SDK-2. */
    @Test
    void reportsWhatRedisRefusesAndPublishesTheRest() {
        publisher.publish("lab:broken", Map.of());
        observer.set(RedisKeys.history("lab:broken"), "no stream");

        CompletableFuture<Published> before =
                publisher.publishAsync(CHANNEL, Map.of()).toCompletableFuture();
        CompletableFuture<Published> refused =
                publisher.publishAsync("lab:broken", Map.of("secret", "sesame")).toCompletableFuture();
        CompletableFuture<Published> after =
                publisher.publishAsync(CHANNEL, Map.of()).toCompletableFuture();

        assertThat(before.join().position().offset()).isEqualTo(1);
        assertThat(after.join().position().offset()).isEqualTo(2);
        assertThatThrownBy(refused::join)
                .cause()
                .isInstanceOf(PublishException.class)
                .hasMessageMatching("publication [0-9a-f-]{36} on lab:broken was not confirmed: "
                        + "Redis refused it: .*WRONGTYPE.*")
                .hasMessageNotContaining("sesame")
                .hasCauseInstanceOf(JedisDataException.class);
    }

    @Test
    void publishesNothingWhereTheHistoryIsNoStream() throws Exception {
        publisher.publish(CHANNEL, Map.of("n", 1));
        Map<String, String> meta = observer.hgetAll(META);
        observer.set(HISTORY, "no stream");

        try (Subscriber subscriber = Subscriber.to(redis, CHANNEL)) {
            assertThatThrownBy(() -> publisher.publish(CHANNEL, Map.of("n", 2)))
                    .isInstanceOf(PublishException.class)
                    .hasMessageContaining("WRONGTYPE");
            assertThat(observer.hgetAll(META)).isEqualTo(meta);

            observer.del(HISTORY);
            Published next = publisher.publish(CHANNEL, Map.of("n", 3));

            assertThat(next.position()).isEqualTo(new Position(epoch(), 2));
            assertThat(subscriber.next(1)).extracting(Envelope::data).containsExactly("{\"n\":3}");
        }
    }

    @Test
    void overwritesNothingThatIsNoStreamWhenTheCountIsLost() {
        observer.set(HISTORY, "no stream");

        assertThatThrownBy(() -> publisher.publish(CHANNEL, Map.of()))
                .isInstanceOf(PublishException.class)
                .hasMessageContaining("WRONGTYPE");

        assertThat(observer.get(HISTORY)).isEqualTo("no stream");
        assertThat(observer.exists(META)).isFalse();
    }

    @Test
    void beginsANewEpochWhenTheHistoryIsAheadOfItsCount() throws Exception {
        publisher.publish(CHANNEL, Map.of("n", 1));
        Published old = publisher.publish(CHANNEL, Map.of("n", 2));
        observer.hset(META, "offset", "1");

        Published published = publisher.publish(CHANNEL, Map.of("n", 3));

        assertThat(published.position().offset()).isEqualTo(1);
        assertThat(published.position().epoch()).isNotEqualTo(old.position().epoch());
        assertThat(historyData()).containsExactly("{\"n\":3}");
    }

    @Test
    void leavesTimeBetweenTwoRoundTripsWhereItIsToLinger() {
        Duration linger = Duration.ofMillis(200);
        try (RedisPublisher lingering =
                RedisPublisher.builder().uri(redis.uri()).linger(linger).build()) {
            lingering.publish(CHANNEL, Map.of());
            long begun = System.nanoTime();

            List<CompletableFuture<Published>> together = IntStream.range(0, 100)
                    .mapToObj(
                            n -> lingering.publishAsync(CHANNEL, Map.of("n", n)).toCompletableFuture())
                    .toList();
            together.forEach(CompletableFuture::join);

            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(took).isBetween(linger.dividedBy(4), linger.multipliedBy(20));
            assertThat(together.getLast().join().position().offset()).isEqualTo(101);
        }
    }

    @Test
    void needsNoMoreRightsThanTheReadmeNames() {
        observer.aclSetUser(
                "boards",
                "on",
                ">sesame",
                "~mycostream:*",
                "resetchannels",
                "&" + CHANNEL,
                "-@all",
                "+@connection",
                "+evalsha",
                "+script|load",
                "+hmget",
                "+hset",
                "+hincrby",
                "+del",
                "+xadd",
                "+xrange",
                "+pexpire",
                "+publish");

        try (RedisPublisher modest = RedisPublisher.builder()
                .uri("redis://boards:sesame@127.0.0.1:" + redis.port())
                .build()) {
            assertThat(modest.publish(CHANNEL, Map.of()).position().offset()).isEqualTo(1);
        }
    }

    @Test
    void publishesTheSameEventAgainUnderTheSameId() throws Exception {
        Event event = Event.of(CHANNEL, Map.of("n", 1), null);
        try (Subscriber subscriber = Subscriber.to(redis, CHANNEL)) {
            publisher.publish(event);
            publisher.publish(event);

            assertThat(subscriber.next(2))
                    .extracting(Envelope::messageId, Envelope::timestamp)
                    .containsOnly(tuple(event.messageId(), event.timestamp().toString()));
        }
    }

    /** SDK-4. */
    @Test
    void publishesNothingWhenAnArgumentIsWrong() {
        assertThatThrownBy(() -> publisher.publish(" ", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("channel must not be blank: \" \"");
        assertThatThrownBy(() -> publisher.publishAsync(CHANNEL, List.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("data of type")
                .hasMessageContaining("expected a JSON object, got an array");
        assertThatThrownBy(() -> publisher.publishDeviceTelemetry("", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("deviceId must not be blank: \"\"");
        assertThatThrownBy(() -> publisher.publishDeviceTelemetryAsync("m1", Map.of("t", Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("telemetry")
                .hasMessageContaining("NaN at /t is no number in JSON");

        assertThat(observer.dbSize()).isZero();
    }

    @Test
    void refusesToWaitForItself() {
        redis.pause();
        CompletableFuture<Published> nested = publisher
                .publishAsync(CHANNEL, Map.of())
                .thenApply(published -> publisher.publish(CHANNEL, Map.of()))
                .toCompletableFuture();

        redis.resume();

        assertThatThrownBy(nested::join)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("publish would wait for its own thread; use publishAsync here");
    }

    @Test
    void confirmsEverythingThatWaitsWhenItIsClosed() {
        List<CompletableFuture<Published>> stages = IntStream.range(0, 2000)
                .mapToObj(n -> publisher.publishAsync(CHANNEL, Map.of("n", n)).toCompletableFuture())
                .toList();

        publisher.close();

        assertThat(stages).allMatch(stage -> stage.isDone() && !stage.isCompletedExceptionally());
    }

    @Test
    void takesNothingAfterItIsClosed() {
        publisher.close();
        publisher.close();

        assertThatThrownBy(() -> publisher.publish(CHANNEL, Map.of()))
                .isInstanceOf(PublishException.class)
                .hasMessageMatching("publication .* on lab:a was not confirmed: the publisher is closed");
        assertThat(publisher.publishAsync(CHANNEL, Map.of()).toCompletableFuture())
                .isCompletedExceptionally();
    }

    @Test
    void canBeClosedByWhoeverLearnsOfAConfirmation() {
        CompletableFuture<Void> closed = publisher
                .publishAsync(CHANNEL, Map.of())
                .thenRun(publisher::close)
                .toCompletableFuture();

        assertThat(closed).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void signsInAndSelectsADatabase() {
        observer.aclSetUser("boards", "on", ">se:cret@1", "~mycostream:*", "&*", "+@all");
        String uri = "redis://boards:se%%3Acret%%401@127.0.0.1:%d/3".formatted(redis.port());

        try (RedisPublisher signedIn = RedisPublisher.builder().uri(uri).build()) {
            signedIn.publish(CHANNEL, Map.of());
        }

        assertThat(observer.exists(HISTORY)).isFalse();
        observer.select(3);
        assertThat(observer.xlen(HISTORY)).isEqualTo(1);
    }

    @Test
    void leavesNeitherAnEntryNorAGapWhereItMayNotPublish() throws Exception {
        observer.aclSetUser("boards", "on", ">sesame", "~mycostream:*", "resetchannels", "&lab:b", "+@all");
        publisher.publish(CHANNEL, Map.of("n", 1));

        String uri = "redis://boards:sesame@127.0.0.1:" + redis.port();
        try (RedisPublisher restricted = RedisPublisher.builder().uri(uri).build()) {
            assertThatThrownBy(() -> restricted.publish(CHANNEL, Map.of("n", 2)))
                    .isInstanceOf(PublishException.class)
                    .hasMessageContaining("on lab:a was not confirmed: Redis refused it: ");
            assertThat(restricted.publish("lab:b", Map.of()).position().offset())
                    .isEqualTo(1);
        }

        assertThat(publisher.publish(CHANNEL, Map.of("n", 3)).position().offset())
                .isEqualTo(2);
        assertThat(historyData()).containsExactly("{\"n\":1}", "{\"n\":3}");
    }

    @Test
    void saysThatItMayNotSignInWithoutThePassword() {
        String uri = "redis://nobody:sesame@127.0.0.1:" + redis.port();

        try (RedisPublisher stranger = RedisPublisher.builder().uri(uri).build()) {
            assertThatThrownBy(() -> stranger.publish(CHANNEL, Map.of()))
                    .isInstanceOf(PublishException.class)
                    .hasMessageContaining("Redis at 127.0.0.1:" + redis.port() + " cannot be used: WRONGPASS")
                    .hasMessageNotContaining("sesame");
        }
    }

    private String epoch() {
        return observer.hget(META, "epoch");
    }

    private List<String> historyData() throws EnvelopeFormatException {
        List<String> data = new ArrayList<>();
        for (StreamEntry entry : observer.xrange(HISTORY, "-", "+")) {
            data.add(EnvelopeCodec.decode(
                            CHANNEL, String.valueOf(entry.getFields().get("e")).getBytes(UTF_8))
                    .data());
        }
        return data;
    }
}
