package io.mycostream.gateway.broker.redis;

import static io.mycostream.gateway.broker.redis.Scene.NEWS;
import static io.mycostream.gateway.broker.redis.Scene.awaitHeard;
import static io.mycostream.gateway.broker.redis.Scene.ids;
import static io.mycostream.gateway.broker.redis.Scene.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Recovery.Verdict;
import io.mycostream.gateway.stream.Resume;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two gateways at one Redis: what one says of a publication, the other says as well. */
@Timeout(60)
class FeedAcrossNodesTest {

    /** One of each kind that arrives without a position: 3 with ids of their own, 6 without. */
    private static final List<String> PLAIN = List.of(
            "{\"channel\":\"x\",\"data\":{\"own\":1},\"message_id\":\"own-1\"}",
            "{\"channel\":\"x\",\"data\":{\"none\":1}}",
            "{\"bare\":1}",
            "{\"bare\":1}",
            "{\"channel\":\"x\",\"data\":{\"own\":2},\"message_id\":\"own-2\",\"timestamp\":\"2026-02-12T10:30:00\"}",
            "{\"bare\":1}",
            "{\"channel\":\"x\",\"data\":{\"none\":1}}",
            "{\"bare\":2}",
            "{\"channel\":\"x\",\"data\":{\"own\":3},\"message_id\":\"own-3\"}");

    private static final int PUBLICATIONS = PLAIN.size() + 6;

    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    /** Three of the SDK, the plain ones, two of the SDK in between, and one more. */
    private void publishOfEachKind() {
        scene.publish(1, 3);
        PLAIN.subList(0, 5).forEach(scene::say);
        scene.publish(4, 5);
        PLAIN.subList(5, PLAIN.size()).forEach(scene::say);
        scene.publish(6, 6);
    }

    private static long entered(Node... nodes) {
        return List.of(nodes).stream()
                .mapToLong(node -> node.counters().entered())
                .sum();
    }

    @Test
    void bothHearTheSameIdsInTheSameOrderAndEachOnce() throws Exception {
        Node one = scene.listening(1_000);
        Node other = scene.listening(1_000);

        publishOfEachKind();

        awaitHeard(one, PUBLICATIONS);
        awaitHeard(other, PUBLICATIONS);
        assertThat(ids(one)).doesNotHaveDuplicates().isEqualTo(ids(other)).contains("own-1", "own-2", "own-3");
        assertThat(one.ears.payloads()).hasSize(PUBLICATIONS).isEqualTo(other.ears.payloads());
        assertThat(Scene.heard(one)).as("no gap").isEqualTo(one.ears.payloads());
    }

    @Test
    void historyInRedisHasEachOnceWithTheIdsThatWereGiven() throws Exception {
        Node one = scene.listening(1_000);
        Node other = scene.listening(1_000);

        publishOfEachKind();

        awaitHeard(one, PUBLICATIONS);
        soon().until(() -> entered(one, other) == PLAIN.size());
        soon().until(() -> scene.length() == PUBLICATIONS);
        Node fresh = scene.listening(1_000);
        List<Publication> kept = fresh.resume(NEWS, new Resume.Everything()).publications();
        assertThat(kept).extracting(Publication::id).isEqualTo(ids(one));
        assertThat(kept).extracting(Publication::payload).isEqualTo(one.ears.payloads());
        assertThat(entered(one, other)).isEqualTo(PLAIN.size());
    }

    @Test
    void clientThatLeftOneNodeGoesOnAtTheOther() throws Exception {
        Node one = scene.listening(1_000);
        Node other = scene.listening(1_000);
        publishOfEachKind();
        awaitHeard(one, PUBLICATIONS);
        awaitHeard(other, PUBLICATIONS);
        List<String> ids = ids(one);

        List<String> payloads = one.ears.payloads();
        for (int had = 1; had <= ids.size(); had++) {
            Recovery recovery = other.resume(NEWS, new Resume.AfterId(ids.get(had - 1)));

            // which of two with the same text it had, only the node knows that called it so
            boolean sure =
                    ids.get(had - 1).startsWith("own-") || Collections.frequency(payloads, payloads.get(had - 1)) == 1;
            assertThat(recovery.verdict()).isEqualTo(sure ? Verdict.COMPLETE : Verdict.INCOMPLETE);
            assertThat(recovery.publications())
                    .extracting(Publication::id)
                    .isEqualTo(ids.subList(sure ? had : 0, ids.size()));
        }
    }

    @Test
    void nodeThatIsNewKnowsTheWholePastOfAChannelWithPositionsOnly() throws Exception {
        Node one = scene.listening(1_000);
        scene.publish(1, 20);
        awaitHeard(one, 20);
        List<String> ids = ids(one);

        Node fresh = scene.listening(1_000);

        for (int had = 1; had <= 20; had++) {
            Recovery recovery = fresh.resume(NEWS, new Resume.AfterId(ids.get(had - 1)));
            assertThat(recovery.verdict()).isEqualTo(Verdict.COMPLETE);
            assertThat(recovery.publications()).extracting(Publication::id).isEqualTo(ids.subList(had, 20));
        }
    }

    /** Whether a plain one was published and heard by nobody before it came, it cannot know: it gives all and says so. */
    @Test
    void nodeThatIsNewGivesThePlainOnesTooButVouchesForNone() throws Exception {
        Node one = scene.listening(1_000);
        publishOfEachKind();
        awaitHeard(one, PUBLICATIONS);
        soon().until(() -> scene.length() == PUBLICATIONS);
        List<String> ids = ids(one);

        Node fresh = scene.listening(1_000);
        Recovery recovery = fresh.resume(NEWS, new Resume.AfterId("own-2"));

        assertThat(recovery.verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(recovery.publications())
                .extracting(Publication::id)
                .isEqualTo(ids.subList(ids.indexOf("own-2") + 1, ids.size()));
    }

    /**
     * A node that comes while plain ones are published gives its clients none of them twice. One that was said just before
     * it listened, and is not entered yet, it cannot know: it does not claim to.
     */
    @Test
    void nodeThatComesInTheMiddleHearsTheSameAsTheOthers() throws Exception {
        Node one = scene.listening(1_000);
        for (int round = 0; round < 10; round++) {
            List<Node> fresh = List.of(
                    scene.aNode().keeping("scene:*", 1_000).start(),
                    scene.aNode().keeping("scene:*", 1_000).start());
            fresh.forEach(node -> node.awaitProven(true));
            int from = round * 100;
            Thread talking = Thread.ofPlatform().start(() -> {
                for (int n = from; n < from + 100; n++) {
                    scene.say("{\"n\":" + n + "}");
                }
            });
            for (Node node : fresh) {
                node.broker.subscribe(NEWS, node.ears);
                Recovery everything =
                        node.joining(NEWS, Optional.of(new Resume.Everything())).get();
                talking.join();
                awaitHeard(one, from + 100);
                assertThat(everything.publications())
                        .extracting(Publication::id)
                        .doesNotHaveDuplicates();
                // nothing, if it came before the first was said
                List<String> past =
                        everything.publications().stream().map(Publication::id).toList();
                assertThat(ids(one).stream().filter(past::contains).toList())
                        .as("round %s", round)
                        .isEqualTo(past);
                assertThat(everything.verdict()).isEqualTo(round == 0 ? everything.verdict() : Verdict.INCOMPLETE);
                node.close();
            }
        }
    }

    @Test
    void sameTextForEverIsHeardAsOftenAsItIsSaid() throws Exception {
        Node one = scene.listening(1_000);
        Node other = scene.listening(1_000);

        for (int time = 0; time < 3_000; time++) {
            scene.say("{\"alive\":true}");
        }

        awaitHeard(one, 3_000);
        awaitHeard(other, 3_000);
        assertThat(ids(one)).isEqualTo(ids(other)).doesNotHaveDuplicates();
    }
}
