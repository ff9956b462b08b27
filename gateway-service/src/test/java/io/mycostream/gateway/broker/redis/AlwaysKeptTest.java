package io.mycostream.gateway.broker.redis;

import static io.mycostream.gateway.broker.redis.Scene.NEWS;
import static io.mycostream.gateway.broker.redis.Scene.awaitHeard;
import static io.mycostream.gateway.broker.redis.Scene.heard;
import static io.mycostream.gateway.broker.redis.Scene.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Resume;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels that are kept for those who come later, with or without clients. */
@Timeout(60)
class AlwaysKeptTest {

    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    private Node keeping(String... patterns) {
        Node.Casting casting = scene.aNode();
        for (String pattern : patterns) {
            casting.alwaysKeeping(pattern, 1_000);
        }
        return scene.add(casting.start());
    }

    private static List<String> everything(Node node, Channel channel) throws Exception {
        return node.resume(channel, new Resume.Everything()).publications().stream()
                .map(Publication::payload)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"scene:news", "scene:*", "*"})
    void keepsWhatIsPublishedWhileNobodyListens(String pattern) throws Exception {
        Node node = keeping(pattern);

        scene.say("{\"plain\":1}");
        scene.publish(1, 2);
        scene.say("{\"plain\":2}");
        scene.say("{\"plain\":2}");
        soon().until(() -> node.counters().entered() == 3);
        node.listening(NEWS);

        assertThat(everything(node, NEWS))
                .containsExactly("{\"plain\":1}", "{\"n\":1}", "{\"n\":2}", "{\"plain\":2}", "{\"plain\":2}");
        assertThat(heard(node)).isEmpty();
        scene.say("{\"plain\":3}");
        awaitHeard(node, 1);
        assertThat(heard(node)).containsExactly("{\"plain\":3}");
    }

    @Test
    void keepsOnAfterItsLastClientHasLeft() throws Exception {
        Node node = keeping("scene:*");
        node.listening(NEWS);
        scene.say("{\"plain\":1}");
        awaitHeard(node, 1);

        node.broker.unsubscribe(NEWS);
        scene.say("{\"plain\":2}");
        soon().until(() -> node.counters().entered() == 2);
        node.broker.subscribe(NEWS, node.ears);

        assertThat(everything(node, NEWS)).containsExactly("{\"plain\":1}", "{\"plain\":2}");
        assertThat(heard(node)).containsExactly("{\"plain\":1}");
    }

    @Test
    void keepsOnAfterAnInterruption() throws Exception {
        Node node = keeping("scene:*");
        scene.publish(1, 1);
        scene.cutAndAwaitNotice(node);
        scene.publish(2, 2);
        node.awaitProven(true);
        scene.publish(3, 3);

        node.listening(NEWS);

        soon().untilAsserted(() ->
                assertThat(everything(node, NEWS)).containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}"));
    }

    /** Redis sends a message once for the channel and once for each pattern that it matches. */
    @ParameterizedTest
    @ValueSource(strings = {"scene:news,scene:*", "scene:*,scene:n*,*", "scene:news,scene:news*,scene:other"})
    void hearsEachOnceHoweverManyRulesNameIt(String patterns) throws Exception {
        Node node = keeping(patterns.split(","));
        node.listening(NEWS);

        scene.say("{\"plain\":1}");
        scene.publish(1, 3);
        scene.say("{\"plain\":2}");

        awaitHeard(node, 5);
        assertThat(heard(node))
                .containsExactly("{\"plain\":1}", "{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "{\"plain\":2}");
        assertThat(everything(node, NEWS)).hasSize(5);
        soon().until(() -> node.counters().entered() == 2);
        assertThat(scene.length()).isEqualTo(5);
    }

    /** The broker may be asked before it is started, as clients may come before Redis does. */
    @Test
    void subscriptionMadeBeforeTheStartIsHeardOnce() throws Exception {
        Node node = scene.aNode().alwaysKeeping("scene:*", 10).prepare();
        node.broker.subscribe(NEWS, node.ears);
        CompletableFuture<?> joined = node.joining(NEWS, Optional.empty());
        node.broker.start();
        scene.add(node);
        joined.join();

        scene.say("{\"plain\":1}");
        scene.say("{\"plain\":2}");

        awaitHeard(node, 2);
        assertThat(heard(node)).containsExactly("{\"plain\":1}", "{\"plain\":2}");
    }

    /** The node's probes and the keys' names begin like this; nobody publishes there. */
    @Test
    void ownChannelsAreNotKept() throws Exception {
        Node node = keeping("*");

        scene.cli.publish("mycostream:any", "{\"n\":1}");
        scene.publish(1, 1);
        soon().until(() -> scene.length() == 1);

        assertThat(node.counters().entered()).isZero();
        assertThat(scene.cli.ask("KEYS", "mycostream:{mycostream:*")).startsWith("*0");
    }

    @Test
    void keepsManyChannelsAtOnce() throws Exception {
        Node node = keeping("many:*");
        List<Channel> channels =
                IntStream.range(0, 300).mapToObj(i -> new Channel("many:" + i)).toList();

        channels.forEach(channel -> scene.cli.publish(channel.name(), "{\"n\":1}"));
        channels.forEach(channel -> scene.cli.publish(channel.name(), "{\"n\":2}"));
        soon().until(() -> node.counters().entered() == 600);

        List<List<String>> kept = new ArrayList<>();
        for (Channel channel : channels) {
            node.listening(channel);
            kept.add(everything(node, channel));
        }
        assertThat(kept).allSatisfy(one -> assertThat(one).containsExactly("{\"n\":1}", "{\"n\":2}"));
    }

    /** Anybody may publish to any number of channels; this node's memory has an end. */
    @Test
    void forgetsTheQuietestWhenThereIsNoRoomAndFindsThemInRedis() throws Exception {
        Node node = keeping("many:*");
        List<Channel> channels =
                IntStream.range(0, 40).mapToObj(i -> new Channel("many:" + i)).toList();
        String large = "{\"x\":\"" + "x".repeat(100_000) + "\"}";

        for (int i = 0; i < 40; i++) {
            scene.cli.publish(channels.get(i).name(), large);
            int said = i + 1;
            soon().until(() -> node.counters().entered() == said);
        }

        assertThat(node.counters().forgotten()).isBetween(20L, 39L);
        node.listening(channels.getFirst());
        assertThat(everything(node, channels.getFirst())).containsExactly(large);
    }
}
