package io.mycostream.gateway.broker.redis;

import static io.mycostream.gateway.broker.redis.Scene.NEWS;
import static io.mycostream.gateway.broker.redis.Scene.awaitHeard;
import static io.mycostream.gateway.broker.redis.Scene.heard;
import static io.mycostream.gateway.broker.redis.Scene.numbers;
import static io.mycostream.gateway.broker.redis.Scene.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Recovery.Verdict;
import io.mycostream.gateway.stream.Resume;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and messages that others have had their hands on: real publications arrive all the same, each once. */
@Timeout(60)
class FeedOddHistoryTest {

    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    private static String envelope(String id, String epoch, long offset) {
        return "{\"channel\":\"x\",\"data\":{\"made\":\"up\"},\"message_id\":\"%s\",\"epoch\":\"%s\",\"offset\":%d}"
                .formatted(id, epoch, offset);
    }

    private static List<String> realOnes(Node node) {
        return node.ears.payloads().stream()
                .filter(payload -> payload.startsWith("{\"n\""))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_000})
    void madeUpOffsetIsToldAndTheRealOnesGoOnEachOnce(int keeping) throws Exception {
        Node node = scene.listening(keeping);
        scene.publish(1, 5);
        awaitHeard(node, 5);

        scene.say(envelope("far", scene.epoch(), 100));
        scene.publish(6, 8);
        scene.say(envelope("next", scene.epoch(), 10));
        scene.publish(9, 12);

        awaitHeard(node, 14);
        assertThat(realOnes(node)).containsExactly(numbers(1, 12));
        assertThat(heard(node)).contains("HISTORY_LOST");
        assertThat(heard(node)).endsWith(numbers(10, 12));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_000})
    void madeUpEpochIsToldAndRepeatsNothing(int keeping) throws Exception {
        Node node = scene.listening(keeping);
        scene.publish(1, 5);
        awaitHeard(node, 5);

        scene.say(envelope("far", "another life", 3));
        scene.publish(6, 8);
        scene.say(envelope("farther", "one more", Long.MAX_VALUE));
        scene.publish(9, 12);

        awaitHeard(node, 14);
        assertThat(heard(node)).hasSize(16).contains("HISTORY_LOST").endsWith(numbers(9, 12));
        assertThat(realOnes(node)).containsExactly(numbers(1, 12));
    }

    @Test
    void envelopeThatSomebodyPublishesOnceMoreIsNotDeliveredTwice() throws Exception {
        Node node = scene.listening(1_000);
        String sent = "{\"channel\":\"x\",\"data\":{\"n\":1},\"message_id\":\"same\",\"epoch\":\"e\",\"offset\":1}";
        scene.say(sent);
        awaitHeard(node, 1);

        scene.say(sent);
        scene.say("{\"last\":1}");

        awaitHeard(node, 2);
        assertThat(heard(node)).containsExactly("{\"n\":1}", "{\"last\":1}");
    }

    /** What is no stream can be neither read nor added to; plain publications are heard all the same. */
    @Test
    void goesOnLiveWhenTheHistoryCannotBeReadAndSaysSo() throws Exception {
        scene.cli.ask("SET", Scene.historyKey(), "no stream");
        scene.cli.ask("HSET", Scene.metaKey(), "epoch", "e", "offset", "7");
        Node node = scene.listening(1_000);
        assertThat(node.counters().unreadable()).isEqualTo(1);
        assertThat(node.resume(NEWS, new Resume.Everything())).isEqualTo(new Recovery(List.of(), Verdict.INCOMPLETE));

        scene.say("{\"plain\":1}");
        awaitHeard(node, 1);
        soon().until(() -> node.counters().unentered() == 1);
        scene.cutAndAwaitNotice(node);
        node.awaitProven(true);
        node.join(NEWS);
        scene.say("{\"plain\":2}");

        awaitHeard(node, 2);
        assertThat(heard(node)).containsExactly("{\"plain\":1}", "HISTORY_LOST", "{\"plain\":2}");
        assertThat(node.counters().unreadable()).isEqualTo(2);
        assertThat(node.counters().gaps(GapReason.HISTORY_LOST)).isEqualTo(1);
    }

    @Test
    void historyThatCanBeReadAgainIsNotGivenOutAsNew() throws Exception {
        scene.publish(1, 5);
        scene.cli.ask("RENAME", Scene.historyKey(), "aside");
        scene.cli.ask("SET", Scene.historyKey(), "no stream");
        Node node = scene.listening(1_000);

        scene.cli.ask("DEL", Scene.historyKey());
        scene.cli.ask("RENAME", "aside", Scene.historyKey());
        scene.publish(6, 8);

        awaitHeard(node, 3);
        assertThat(heard(node)).containsExactly(numbers(6, 8));
        scene.cutAndAwaitNotice(node);
        scene.publish(9, 9);
        awaitHeard(node, 4);
        assertThat(heard(node)).containsExactly(numbers(6, 9));
    }

    @Test
    void historyThatCouldNotBeReadAfterAnInterruptionIsTold() throws Exception {
        Node node = scene.listening(1_000);
        scene.publish(1, 5);
        awaitHeard(node, 5);

        scene.cli.ask("RENAME", Scene.historyKey(), "aside");
        scene.cli.ask("SET", Scene.historyKey(), "no stream");
        scene.cutAndAwaitNotice(node);
        node.awaitProven(true);
        node.join(NEWS);
        scene.cli.ask("DEL", Scene.historyKey());
        scene.cli.ask("RENAME", "aside", Scene.historyKey());
        scene.publish(6, 9);

        awaitHeard(node, 9);
        assertThat(heard(node))
                .startsWith(numbers(1, 5))
                .endsWith(numbers(6, 9))
                .hasSize(10)
                .contains("HISTORY_LOST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "9223372036854775807", "99999999999999999999", "", "many"})
    void metaWithNonsenseDoesNotHoldTheChannelUp(String offset) throws Exception {
        scene.publish(1, 3);
        scene.cli.ask("HSET", Scene.metaKey(), "offset", offset);

        Node node = scene.listening(1_000);
        scene.say("{\"plain\":1}");
        scene.say("{\"plain\":2}");

        awaitHeard(node, 2);
        assertThat(node.ears.payloads()).containsExactly("{\"plain\":1}", "{\"plain\":2}");
    }

    @Test
    void emptyEpochDoesNotHoldTheChannelUp() throws Exception {
        scene.publish(1, 3);
        scene.cli.ask("HSET", Scene.metaKey(), "epoch", "");

        Node node = scene.listening(1_000);
        scene.say("{\"plain\":1}");

        awaitHeard(node, 1);
    }

    @Test
    void entryThatIsNoPublicationIsAGapInTheHistory() throws Exception {
        scene.publish(1, 2);
        scene.cli.ask("XADD", Scene.historyKey(), "3-0", "e", "no envelope");
        scene.cli.ask("HSET", Scene.metaKey(), "offset", "3");
        scene.publish(4, 5);

        Node node = scene.listening(1_000);
        List<Publication> all = node.resume(NEWS, new Resume.Everything()).publications();

        assertThat(all)
                .extracting(Publication::payload)
                .containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":4}", "{\"n\":5}");
        assertThat(node.resume(NEWS, new Resume.AfterId(all.get(1).id())).verdict())
                .isEqualTo(Verdict.INCOMPLETE);
        assertThat(node.resume(NEWS, new Resume.AfterId(all.get(2).id())).verdict())
                .isEqualTo(Verdict.COMPLETE);
    }

    /** Clients name channels; what they name is never a pattern. */
    @ParameterizedTest
    @ValueSource(strings = {"scene:*", "*", "scene:ne?s", "scene:[n]ews", "scene:\\*"})
    void channelThatLooksLikeAPatternIsAChannel(String name) throws Exception {
        Channel odd = new Channel(name);
        Node node = scene.add(scene.aNode().keeping("scene:*", 10).start());
        node.listening(odd);

        scene.publish(1, 1);
        scene.say("{\"plain\":1}");
        scene.sdk.publish(name, Map.of("n", 2));
        scene.cli.publish(name, "{\"plain\":2}");

        awaitHeard(node, 2);
        assertThat(heard(node)).containsExactly("{\"n\":2}", "{\"plain\":2}");
    }
}
