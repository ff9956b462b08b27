package io.mycostream.gateway.broker.redis;

import static io.mycostream.gateway.broker.redis.Scene.NEWS;
import static io.mycostream.gateway.broker.redis.Scene.awaitHeard;
import static io.mycostream.gateway.broker.redis.Scene.heard;
import static io.mycostream.gateway.broker.redis.Scene.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.BrokerException;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Resume;
import io.mycostream.publisher.wire.RedisKeys;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Histories that are forgotten at somebody's word, by several nodes and whatever was published how. */
@Timeout(60)
class ForgettingTest {

    private Scene scene = new Scene();

    private void on(RedisVersion version) {
        scene.close();
        scene = new Scene(version.start());
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private Node keeping() {
        return scene.add(scene.aNode().alwaysKeeping("scene:*", 1_000).start());
    }

    private static List<String> everything(Node node, Channel channel) throws Exception {
        return node.resume(channel, new Resume.Everything()).publications().stream()
                .map(Publication::payload)
                .toList();
    }

    private static void done(CompletionStage<Void> forgotten) throws Exception {
        forgotten.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** VER-19: the node that is told last must not take what was published since from those who were told first. */
    @ParameterizedTest
    @EnumSource(RedisVersion.class)
    void nodeThatIsToldLaterTakesNothingThatCameSince(RedisVersion version) throws Exception {
        on(version);
        Node first = keeping().listening(NEWS);
        Node second = keeping().listening(NEWS);
        scene.say("{\"plain\":1}");
        scene.publish(1, 2);
        scene.say("{\"plain\":2}");
        awaitHeard(first, 4);
        awaitHeard(second, 4);

        done(first.broker.forget(NEWS, "c"));
        assertThat(scene.length()).isZero();
        scene.say("{\"plain\":3}");
        scene.publish(3, 3);
        scene.say("{\"plain\":4}");
        soon().until(() -> scene.length() == 3);
        awaitHeard(second, 7);
        done(second.broker.forget(NEWS, "c"));

        assertThat(scene.length()).isEqualTo(3);
        assertThat(everything(first, NEWS)).containsExactly("{\"plain\":3}", "{\"n\":3}", "{\"plain\":4}");
        Node late = keeping().listening(NEWS);
        assertThat(everything(late, NEWS)).containsExactly("{\"plain\":3}", "{\"n\":3}", "{\"plain\":4}");
        assertThat(heard(first)).hasSize(7).isEqualTo(heard(second));
    }

    /** VER-19: forgotten is forgotten, also for a node that starts later, and the next command counts anew. */
    @ParameterizedTest
    @EnumSource(RedisVersion.class)
    void everyCommandCountsOnce(RedisVersion version) throws Exception {
        on(version);
        Node node = keeping().listening(NEWS);
        for (int round = 1; round <= 3; round++) {
            scene.say("{\"plain\":" + round + "}");
            scene.publish(round, round);
            awaitHeard(node, 2 * round);

            done(node.broker.forget(NEWS, "c-" + round));

            assertThat(scene.length()).isZero();
            assertThat(everything(node, NEWS)).isEmpty();
        }
        assertThat(everything(keeping().listening(NEWS), NEWS)).isEmpty();
    }

    /** VER-19: Redis may have plans that this node has not heard of since its start. */
    @ParameterizedTest
    @EnumSource(RedisVersion.class)
    void forgetsAllThatBeginSoAlsoThoseThatItDoesNotKnow(RedisVersion version) throws Exception {
        on(version);
        List<Channel> channels = IntStream.range(0, 50)
                .mapToObj(i -> new Channel("scene:{" + i + "} ü%2F"))
                .toList();
        channels.forEach(channel -> scene.sdk.publish(channel.name(), Map.of("n", 1)));
        scene.sdk.publish("other:1", Map.of("n", 1));
        Node node = keeping();

        done(node.broker.forgetAll("scene:", "all"));

        for (Channel channel : channels) {
            assertThat(scene.cli.ask("XLEN", RedisKeys.history(channel.name()))).startsWith(":0");
        }
        assertThat(scene.cli.ask("XLEN", RedisKeys.history("other:1"))).startsWith(":1");
        node.listening(channels.getFirst());
        scene.sdk.publish(channels.getFirst().name(), Map.of("n", 2));
        awaitHeard(node, 1);
        assertThat(everything(node, channels.getFirst())).containsExactly("{\"n\":2}");
    }

    /** COM-10: positions have gone on, so that an interruption is filled and nothing is called lost. */
    @ParameterizedTest
    @EnumSource(RedisVersion.class)
    void interruptionAfterwardsIsNoGap(RedisVersion version) throws Exception {
        on(version);
        Node node = keeping().listening(NEWS);
        scene.publish(1, 3);
        awaitHeard(node, 3);
        done(node.broker.forget(NEWS, "c"));

        scene.cutAndAwaitNotice(node);
        node.awaitProven(true);
        scene.publish(4, 4);

        awaitHeard(node, 4);
        scene.cutAndAwaitNotice(node);
        scene.publish(5, 5);
        node.awaitProven(true);
        awaitHeard(node, 5);
        assertThat(heard(node)).containsExactly(Scene.numbers(1, 5));
        assertThat(everything(node, NEWS)).containsExactly(Scene.numbers(4, 5));
    }

    @ParameterizedTest
    @EnumSource(RedisVersion.class)
    void saysSoWhenRedisMayStillHaveIt(RedisVersion version) throws Exception {
        on(version);
        Node node = scene.aNode().alwaysKeeping("scene:*", 10).start();
        try (node) {
            node.awaitProven(true);
            node.listening(NEWS);
            scene.publish(1, 1);
            awaitHeard(node, 1);
            scene.redis.close();
            node.awaitProven(false);

            CompletionStage<Void> forgotten = node.broker.forgetAll("scene:", "c");

            assertThat(forgotten.toCompletableFuture())
                    .failsWithin(java.time.Duration.ofSeconds(20))
                    .withThrowableThat()
                    .withCauseInstanceOf(BrokerException.class);
        }
    }
}
