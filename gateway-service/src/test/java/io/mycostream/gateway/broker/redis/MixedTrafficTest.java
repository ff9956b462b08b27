package io.mycostream.gateway.broker.redis;

import static io.mycostream.gateway.broker.redis.Scene.NEWS;
import static io.mycostream.gateway.broker.redis.Scene.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Recovery.Verdict;
import io.mycostream.gateway.stream.Resume;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Publications with and without positions in one channel, while one node loses its subscription again and again: it hears
 * what the other hears in the same order, and between two of them nothing is missing unless a gap is told there.
 */
@Timeout(90)
class MixedTrafficTest {

    private static final int CUTS = 8;
    private static final int RESUMES = 100;
    private static final int FILLED_AT_MOST = 1_000;

    private final Scene scene = new Scene();
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void oneOrderOnAllNodesWithEveryLossTold() throws Exception {
        Node steady = scene.listening(10_000);
        Node cut = scene.listening(10_000);
        AtomicBoolean talking = new AtomicBoolean(true);
        AtomicInteger said = new AtomicInteger();
        Thread sdk = Thread.ofPlatform().start(() -> {
            for (int n = 0; talking.get(); n++) {
                scene.publish(n, n);
                said.incrementAndGet();
            }
        });
        Thread plain = Thread.ofPlatform().start(() -> {
            for (int n = 0; talking.get(); n++) {
                scene.say("{\"plain\":" + n + "}");
                said.incrementAndGet();
            }
        });
        for (int i = 0; i < CUTS; i++) {
            int before = said.get();
            int pause = 50 + random.nextInt(100);
            soon().until(() -> said.get() > before + pause);
            scene.cutAndAwaitNotice(cut);
            cut.awaitProven(true);
            cut.join(NEWS);
        }
        talking.set(false);
        sdk.join();
        plain.join();
        Scene.awaitHeard(steady, said.get());
        scene.say("{\"last\":1}");
        soon().until(() -> steady.ears.payloads().contains("{\"last\":1}"));
        soon().until(() -> cut.ears.payloads().contains("{\"last\":1}"));

        List<String> all = steady.ears.payloads();
        assertThat(Scene.heard(steady)).hasSize(said.get() + 1);
        assertThat(cut.ears.payloads()).as("seed %s", seed).doesNotHaveDuplicates();
        assertThat(all).as("seed %s", seed).containsSubsequence(cut.ears.payloads());
        assertMissingOnlyBetweenGaps(all, Scene.heard(cut));
        assertThat(positioned(cut.ears.payloads())).isEqualTo(positioned(all));
        assertResumesAtTheOther(steady, cut);
    }

    private static List<String> positioned(List<String> payloads) {
        return payloads.stream().filter(text -> text.startsWith("{\"n\"")).toList();
    }

    /** What was filled stands between two gaps, and may lack something anywhere; elsewhere nothing is missing. */
    private void assertMissingOnlyBetweenGaps(List<String> all, List<String> heard) {
        int last = -1;
        boolean told = false;
        for (int i = 0; i < heard.size(); i++) {
            int place = all.indexOf(heard.get(i));
            if (place < 0) {
                told = true;
            } else {
                if (place != last + 1) {
                    assertThat(told && isGapNear(all, heard, i))
                            .as("seed %s: %s comes after %s", seed, heard.get(i), last < 0 ? null : all.get(last))
                            .isTrue();
                }
                last = place;
            }
        }
    }

    /** Whether a gap is told among those right before, or behind what was filled. */
    private static boolean isGapNear(List<String> all, List<String> heard, int place) {
        return heard.subList(Math.max(0, place - 1), Math.min(heard.size(), place + FILLED_AT_MOST)).stream()
                .anyMatch(text -> !all.contains(text));
    }

    /** Clients of the node that heard everything change to the other: they lose nothing without being told. */
    private void assertResumesAtTheOther(Node steady, Node cut) throws Exception {
        List<Publication> all = new ArrayList<>(steady.ears.received);
        for (int i = 0; i < RESUMES; i++) {
            int had = random.nextInt(all.size());
            Recovery recovery = cut.resume(NEWS, new Resume.AfterId(all.get(had).id()));
            List<String> given =
                    recovery.publications().stream().map(Publication::payload).toList();
            List<String> missed = all.subList(had + 1, all.size()).stream()
                    .map(Publication::payload)
                    .toList();
            if (recovery.verdict() == Verdict.COMPLETE) {
                assertThat(given).as("seed %s", seed).isEqualTo(missed);
            }
            assertThat(given).as("seed %s", seed).doesNotHaveDuplicates();
        }
    }

    /**
     * A node that is new reads its past from Redis, while others enter what it hears itself. Plain ones that two nodes enter
     * may stand in another order there than they were published in, and such a past is never called complete.
     */
    @Test
    void nodesThatComeInTheMiddleHaveNothingTwice() throws Exception {
        Node steady = scene.listening(10_000);
        AtomicBoolean talking = new AtomicBoolean(true);
        Thread sdk = Thread.ofPlatform().start(() -> {
            for (int n = 0; talking.get(); n++) {
                scene.publish(n, n);
            }
        });
        Thread plain = Thread.ofPlatform().start(() -> {
            for (int n = 0; talking.get(); n++) {
                scene.say("{\"plain\":" + n + "}");
            }
        });
        List<Recovery> pasts = new ArrayList<>();
        for (int i = 0; i < CUTS; i++) {
            int before = steady.ears.received.size();
            soon().until(() -> steady.ears.received.size() > before + 30
                    && steady.counters().entered() > 0);
            try (Node fresh = scene.aNode().keeping("scene:*", 10_000).start()) {
                fresh.awaitProven(true);
                fresh.broker.subscribe(NEWS, fresh.ears);
                pasts.add(fresh.resume(NEWS, new Resume.Everything()));
            }
        }
        talking.set(false);
        sdk.join();
        plain.join();
        scene.say("{\"last\":1}");
        soon().until(() -> steady.ears.payloads().contains("{\"last\":1}"));

        List<String> all = steady.ears.payloads();
        assertThat(pasts).allSatisfy(past -> {
            List<String> given =
                    past.publications().stream().map(Publication::payload).toList();
            assertThat(given).doesNotHaveDuplicates().isSubsetOf(all);
            assertThat(past.verdict()).isEqualTo(Verdict.INCOMPLETE);
            List<String> positioned = positioned(given);
            int first = positioned.isEmpty() ? 0 : positioned(all).indexOf(positioned.getFirst());
            assertThat(positioned).isEqualTo(positioned(all).subList(first, first + positioned.size()));
        });
    }
}
