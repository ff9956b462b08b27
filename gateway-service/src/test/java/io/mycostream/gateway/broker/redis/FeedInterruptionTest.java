package io.mycostream.gateway.broker.redis;

import static io.mycostream.gateway.broker.redis.Scene.NEWS;
import static io.mycostream.gateway.broker.redis.Scene.awaitHeard;
import static io.mycostream.gateway.broker.redis.Scene.heard;
import static io.mycostream.gateway.broker.redis.Scene.ids;
import static io.mycostream.gateway.broker.redis.Scene.numbers;
import static io.mycostream.gateway.broker.redis.Scene.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Recovery.Verdict;
import io.mycostream.gateway.stream.Resume;
import io.mycostream.local.RedisServer;
import io.mycostream.publisher.PublishException;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that end, and a Redis that goes away, while others publish: what was missed is filled, or told. */
@Timeout(90)
class FeedInterruptionTest {

    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final Scene scene = new Scene(RedisServer.startKeepingData());

    @AfterEach
    void close() {
        scene.close();
    }

    /** Also where this node keeps nothing itself, what was missed is taken from the history of the SDK. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1_000})
    void fillsWhatTheSdkPublishedWhileTheSubscriptionWasAway(int keeping) throws Exception {
        Node node = scene.listening(keeping);
        AtomicInteger published = new AtomicInteger();
        AtomicBoolean publishing = new AtomicBoolean(true);
        Thread publisher = Thread.ofPlatform().start(() -> {
            while (publishing.get()) {
                int n = published.incrementAndGet();
                scene.publish(n, n);
            }
        });

        for (int cut = 1; cut <= 3; cut++) {
            int before = published.get();
            soon().until(() -> published.get() > before + 20);
            scene.cutAndAwaitNotice(node);
            node.awaitProven(true);
            awaitHeard(node, published.get());
        }
        publishing.set(false);
        publisher.join();
        awaitHeard(node, published.get());

        assertThat(heard(node)).as("no gap either").containsExactly(numbers(1, published.get()));
        assertThat(node.counters().filled()).isPositive();
    }

    @Test
    void tellsThatPlainOnesMayBeMissingAndFillsThoseThatAnotherNodeHeard() throws Exception {
        Node node = scene.listening(1_000);
        Node other = scene.listening(1_000);
        scene.publish(1, 2);
        scene.say("{\"plain\":1}");
        awaitHeard(node, 3);
        awaitHeard(other, 3);

        scene.cut(node);
        for (int n = 2; n <= 40; n++) {
            scene.say("{\"plain\":" + n + "}");
            scene.publish(n + 1, n + 1);
        }
        awaitHeard(other, 81);
        node.awaitProven(true);
        scene.publish(100, 100);
        soon().until(() -> node.ears.payloads().contains("{\"n\":100}"));

        assertThat(heard(node)).contains("INTERRUPTED");
        assertThat(node.ears.payloads()).doesNotHaveDuplicates();
        assertThat(other.ears.payloads()).containsSubsequence(node.ears.payloads());
        assertThat(ids(node)).isSubsetOf(ids(other));
        assertThat(node.ears.payloads().stream().filter(text -> text.startsWith("{\"n\"")))
                .as("those with a position are all there")
                .hasSize(42);
        assertThat(node.counters().gaps(GapReason.INTERRUPTED)).isPositive();
        assertMissingOnlyBesideGaps(other.ears.payloads(), heard(node));
    }

    /** Between two that follow each other for the node that missed nothing, the other one has at least a gap. */
    private static void assertMissingOnlyBesideGaps(List<String> all, List<String> heard) {
        int last = -1;
        boolean gap = false;
        for (String text : heard) {
            int place = all.indexOf(text);
            if (place < 0) {
                gap = true;
            } else {
                assertThat(gap || place == last + 1)
                        .as("%s after %s in %s", text, last, heard)
                        .isTrue();
                last = place;
                gap = false;
            }
        }
    }

    /** That a channel carries plain ones is remembered, also when only the history has shown it. */
    @Test
    void plainOneThatOnlyAnotherNodeHeardMakesTheNextInterruptionOneToTell() throws Exception {
        Node node = scene.listening(1_000);
        scene.publish(1, 2);
        awaitHeard(node, 2);
        scene.cli.ask("XADD", Scene.historyKey(), "2-1", "e", "{\"plain\":1}", "i", "given", "a", "2");
        scene.cli.ask("HSET", Scene.metaKey(), "plain", "2-1");
        scene.cutAndAwaitNotice(node);
        awaitHeard(node, 3);
        scene.publish(3, 4);
        awaitHeard(node, 5);

        scene.cutAndAwaitNotice(node);
        node.awaitProven(true);
        scene.publish(5, 5);
        awaitHeard(node, 6);

        assertThat(heard(node)).containsSubsequence("{\"plain\":1}", "{\"n\":4}", "INTERRUPTED");
    }

    @Test
    void clientThatComesBackAcrossTheGapIsToldAndBesideItIsNot() throws Exception {
        Node node = scene.listening(1_000);
        scene.say("{\"plain\":1}");
        scene.say("{\"plain\":2}");
        awaitHeard(node, 2);
        scene.cutAndAwaitNotice(node);
        node.awaitProven(true);
        node.join(NEWS);
        scene.say("{\"plain\":3}");
        scene.say("{\"plain\":4}");
        awaitHeard(node, 4);
        List<String> ids = ids(node);

        assertThat(node.resume(NEWS, new Resume.AfterId(ids.get(1))).verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(node.resume(NEWS, new Resume.AfterId(ids.get(1))).publications())
                .hasSize(2);
        assertThat(node.resume(NEWS, new Resume.AfterId(ids.get(2))).verdict()).isEqualTo(Verdict.COMPLETE);
    }

    @Test
    void whoHasGivenUpIsNotLetInWhenRedisComesBack() throws Exception {
        Node node = scene.listening(1_000);
        scene.redis.kill();
        node.awaitProven(false);
        CompletableFuture<Recovery> hasty = new CompletableFuture<>();
        Runnable giveUp = node.broker.join(NEWS, Optional.empty(), hasty::complete);
        CompletableFuture<Recovery> patient = node.joining(NEWS, Optional.empty());

        giveUp.run();
        scene.redis.restart();

        assertThat(patient).succeedsWithin(Duration.ofSeconds(20));
        assertThat(hasty).isNotDone();
    }

    @Test
    void redisThatComesBackWithItsDataLeavesNoGap() throws Exception {
        Node node = scene.listening(1_000);
        scene.publish(1, 50);
        awaitHeard(node, 50);
        String epoch = scene.epoch();

        scene.redis.kill();
        node.awaitProven(false);
        scene.redis.restart();
        publishAsSoonAsPossible(51);
        scene.publish(52, 60);

        awaitHeard(node, 60);
        assertThat(heard(node)).containsExactly(numbers(1, 60));
        assertThat(scene.epoch()).isEqualTo(epoch);
    }

    private void publishAsSoonAsPossible(int number) {
        soon().ignoreExceptionsInstanceOf(PublishException.class).until(() -> {
            scene.publish(number, number);
            return true;
        });
    }

    @Test
    void redisThatComesBackEmptyIsToldAndItsNewLifeIsDelivered() throws Exception {
        Node node = scene.listening(1_000);
        scene.publish(1, 10);
        awaitHeard(node, 10);
        String last = ids(node).getLast();

        scene.redis.kill();
        node.awaitProven(false);
        scene.redis.restartEmpty();
        publishAsSoonAsPossible(11);
        scene.publish(12, 20);

        awaitHeard(node, 20);
        assertThat(node.ears.payloads()).containsExactly(numbers(1, 20));
        assertThat(heard(node))
                .startsWith(numbers(1, 10))
                .hasSize(21)
                .element(10)
                .isEqualTo("HISTORY_LOST");
        assertThat(node.resume(NEWS, new Resume.AfterId(last)).verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(node.resume(NEWS, new Resume.AfterId(last)).publications()).hasSize(10);
    }

    /** The snapshot was older than the last publications, and what came since has more of them than were lost. */
    @ParameterizedTest
    @ValueSource(ints = {7, 10, 11, 30})
    void olderCopyThatHasGrownMeanwhileIsTold(int grownTo) throws Exception {
        Node node = scene.listening(1_000);
        scene.publish(1, 5);
        copy("history", "meta");
        scene.publish(6, 10);
        awaitHeard(node, 10);

        scene.redis.pause();
        node.awaitProven(false);
        scene.redis.resume();
        restore();
        for (int n = 6; n <= grownTo; n++) {
            int again = 1_000 + n;
            scene.publish(again, again);
        }
        node.awaitProven(true);
        node.join(NEWS);
        scene.publish(5_000, 5_000);
        soon().until(() -> node.ears.payloads().contains("{\"n\":5000}"));

        assertThat(heard(node))
                .startsWith(numbers(1, 10))
                .contains("HISTORY_LOST")
                .endsWith("{\"n\":5000}");
        assertThat(node.ears.payloads())
                .containsSubsequence(numbers(1_006, 1_000 + grownTo))
                .doesNotHaveDuplicates();
    }

    private void copy(String... keys) {
        for (String key : keys) {
            scene.cli.ask("COPY", "mycostream:{" + NEWS + "}:" + key, "copy:" + key, "REPLACE");
        }
    }

    private void restore() {
        for (String key : List.of("history", "meta")) {
            assertThat(scene.cli.ask("COPY", "copy:" + key, "mycostream:{" + NEWS + "}:" + key, "REPLACE"))
                    .startsWith(":1");
        }
    }

    /** Nobody's connection ends, and the offsets go back. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3, 1_000})
    void olderCopyUnderALiveSubscriptionIsToldAndDelivered(int keeping) throws Exception {
        Node node = scene.listening(keeping);
        scene.publish(1, 5);
        copy("history", "meta");
        scene.publish(6, 10);
        awaitHeard(node, 10);

        restore();
        scene.publish(1_006, 1_020);

        awaitHeard(node, 25);
        assertThat(heard(node)).startsWith(numbers(1, 10)).element(10).isEqualTo("HISTORY_LOST");
        assertThat(node.ears.payloads()).endsWith(numbers(1_006, 1_020)).hasSize(25);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_000})
    void historyThatIsLostWithoutABrokenConnectionIsToldAndGoesOn(int keeping) throws Exception {
        Node node = scene.listening(keeping);
        scene.publish(1, 5);
        awaitHeard(node, 5);

        scene.cli.ask("FLUSHALL");
        scene.publish(6, 10);
        awaitHeard(node, 10);
        scene.cli.ask("DEL", Scene.metaKey());
        scene.publish(11, 15);

        awaitHeard(node, 15);
        assertThat(node.ears.payloads()).containsExactly(numbers(1, 15));
        assertThat(heard(node)).element(5).isEqualTo("HISTORY_LOST");
        assertThat(heard(node)).element(11).isEqualTo("HISTORY_LOST");
        assertThat(heard(node)).hasSize(17);
    }

    /** More channels than the client to Redis takes requests at once. */
    @Test
    void fillsThousandsOfChannelsAfterAnInterruption() throws Exception {
        int channels = 2_500;
        Node node = scene.add(scene.aNode().keeping("many:*", 10).start());
        List<Channel> many = IntStream.range(0, channels)
                .mapToObj(i -> new Channel("many:" + i))
                .toList();
        many.forEach(channel -> node.broker.subscribe(channel, node.ears));
        many.forEach(channel -> scene.sdk.publishAsync(channel.name(), Map.of("n", channel.name())));
        for (Channel channel : many) {
            node.join(channel);
        }
        awaitHeardAtLeastIn(node, many, 1);

        scene.cut(node);
        for (Channel channel : many) {
            scene.sdk.publishAsync(channel.name(), Map.of("m", channel.name()));
        }
        scene.publish(1, 1);

        awaitHeardAtLeastIn(node, many, 2);
        assertThat(node.counters().filled()).isPositive();
        assertThat(node.counters().unreadable()).isZero();
        assertThat(heard(node))
                .as("no gap, and nothing twice")
                .hasSameSizeAs(node.ears.payloads())
                .doesNotHaveDuplicates();
    }

    /** Waits until each channel has so many. */
    private static void awaitHeardAtLeastIn(Node node, List<Channel> channels, int publications) {
        soon().until(() -> {
            List<CompletableFuture<Recovery>> all = channels.stream()
                    .map(channel -> node.joining(channel, Optional.of(new Resume.Everything())))
                    .toList();
            return all.stream().allMatch(one -> one.join().publications().size() == publications);
        });
    }

    @Test
    void redisThatStandsStillIsNoticedWithinTwoIntervalsAndNothingIsLost() throws Exception {
        Node node = scene.add(
                scene.aNode().probing(INTERVAL).keeping("scene:*", 1_000).start());
        node.listening(NEWS);
        scene.publish(1, 10);
        awaitHeard(node, 10);

        scene.redis.pause();
        long paused = System.nanoTime();
        node.awaitProven(false);
        Duration noticed = Duration.ofNanos(System.nanoTime() - paused);
        scene.redis.resume();
        scene.publish(11, 20);
        node.awaitProven(true);
        scene.publish(21, 30);

        awaitHeard(node, 30);
        assertThat(noticed)
                .as("two intervals, and some of a third on a busy machine")
                .isLessThan(INTERVAL.multipliedBy(4));
        assertThat(heard(node)).containsExactly(numbers(1, 30));
    }

    @Test
    void networkThatSwallowsEverythingIsNoticedWithinTwoIntervalsAndNothingIsLost() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Tunnel tunnel = Tunnel.to(vertx, scene.redis.port());
            Node node = scene.add(Node.at(tunnel.port())
                    .probing(INTERVAL)
                    .keeping("scene:*", 1_000)
                    .start());
            node.listening(NEWS);
            scene.publish(1, 10);
            awaitHeard(node, 10);

            tunnel.swallow();
            long swallowed = System.nanoTime();
            scene.publish(11, 20);
            node.awaitProven(false);
            Duration noticed = Duration.ofNanos(System.nanoTime() - swallowed);
            node.awaitProven(true);
            scene.publish(21, 30);

            awaitHeard(node, 30);
            assertThat(noticed).isLessThan(INTERVAL.multipliedBy(4));
            assertThat(heard(node)).containsExactly(numbers(1, 30));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    /** A quiet channel whose history has run out has lost nothing by an interruption. */
    @Test
    void historyThatHasRunOutIsNoGap() throws Exception {
        Node node = scene.listening(1_000);
        scene.publish(1, 5);
        awaitHeard(node, 5);
        scene.cli.ask("DEL", Scene.historyKey());

        scene.cutAndAwaitNotice(node);
        node.awaitProven(true);
        node.join(NEWS);
        scene.publish(6, 10);

        awaitHeard(node, 10);
        assertThat(heard(node)).containsExactly(numbers(1, 10));
    }

    /** More was published than the history keeps. */
    @Test
    void whatTheHistoryHasForgottenIsToldAndTheRestDelivered() throws Exception {
        Node node = scene.listening(1_000);
        scene.publish(1, 10);
        awaitHeard(node, 10);

        scene.redis.pause();
        node.awaitProven(false);
        scene.redis.resume();
        scene.publish(11, 30);
        scene.cli.ask("XTRIM", Scene.historyKey(), "MAXLEN", "5");
        node.awaitProven(true);
        scene.publish(31, 31);

        soon().until(() -> node.ears.payloads().contains("{\"n\":31}"));
        List<String> expected = new ArrayList<>(List.of(numbers(1, 10)));
        expected.addAll(List.of(numbers(26, 31)));
        assertThat(heard(node).stream().filter("HISTORY_LOST"::equals).count()
                        + (node.ears.payloads().equals(List.of(numbers(1, 31))) ? 1 : 0))
                .as("told, unless the node was quicker than the trimming")
                .isPositive();
        assertThat(node.ears.payloads()).containsSubsequence(expected).doesNotHaveDuplicates();
    }
}
