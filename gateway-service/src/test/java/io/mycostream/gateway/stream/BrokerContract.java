package io.mycostream.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.gateway.stream.Recovery.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every broker promises the hub: order, each once, and a hand-over from the past to the present without a seam. */
@Timeout(90)
public abstract class BrokerContract {

    private static final Duration AGE = Duration.ofMinutes(10);
    private static final int CLIENTS = 200;
    private static final Retention ROOMY = new Retention(100_000, 1L << 30, AGE, false);

    private final Channel channel = new Channel("contract:" + UUID.randomUUID());
    private final Heard heard = new Heard();

    /** Returns a broker whose channels all keep this much; it is closed by whoever made it. */
    protected abstract Broker broker(Retention retention);

    /** Publishes {@code {"n":<number>}} under an id of that number, as applications do, and waits for the confirmation. */
    protected abstract StreamPosition publish(Channel where, String id, int number);

    /** Lets the broker's time pass. */
    protected abstract void pass(Duration time);

    /** A hub that keeps what it hears. Safe for use by many threads. */
    private static final class Heard implements Broker.Listener {

        private final List<Publication> publications = Collections.synchronizedList(new ArrayList<>());
        private final Queue<GapReason> gaps = new ConcurrentLinkedQueue<>();

        @Override
        public void published(Publication publication) {
            publications.add(publication);
        }

        @Override
        public void gap(Channel channel, GapReason reason) {
            gaps.add(reason);
        }

        List<Integer> numbers() {
            return BrokerContract.numbers(List.copyOf(publications));
        }
    }

    private static List<Integer> numbers(List<Publication> publications) {
        return publications.stream()
                .map(Publication::payload)
                .map(payload -> Integer.valueOf(payload.substring(5, payload.length() - 1)))
                .toList();
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10));
    }

    private String id(int number) {
        return channel + "#" + number;
    }

    private List<StreamPosition> publish(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(number -> publish(channel, id(number), number))
                .toList();
    }

    private Broker listening(Retention retention) throws Exception {
        Broker broker = broker(retention);
        broker.subscribe(channel, heard);
        assertThat(join(broker).verdict()).isEqualTo(Verdict.NOT_ASKED);
        return broker;
    }

    private void awaitHeard(int count) {
        soon().until(() -> heard.publications.size() >= count);
    }

    private Recovery join(Broker broker) throws Exception {
        return join(broker, channel, Optional.empty());
    }

    private Recovery resume(Broker broker, Resume howFar) throws Exception {
        return join(broker, channel, Optional.of(howFar));
    }

    private static Recovery join(Broker broker, Channel where, Optional<Resume> resume) throws Exception {
        CompletableFuture<Recovery> joined = new CompletableFuture<>();
        broker.join(where, resume, joined::complete);
        return joined.get(30, TimeUnit.SECONDS);
    }

    private static void assertThatItIs(Recovery recovery, Verdict verdict, List<Integer> expected) {
        assertThat(recovery.verdict()).isEqualTo(verdict);
        assertThat(numbers(recovery.publications())).isEqualTo(expected);
    }

    @Test
    void deliversEachOnceInTheOrderOfPublication() throws Exception {
        listening(Retention.NONE);

        List<StreamPosition> confirmed = publish(1, 300);

        awaitHeard(300);
        assertThat(heard.numbers()).isEqualTo(numbers(1, 300));
        assertThat(heard.publications).extracting(Publication::position).isEqualTo(confirmed);
        assertThat(heard.publications).extracting(Publication::id).startsWith(id(1), id(2));
        assertThat(heard.gaps).isEmpty();
    }

    @Test
    void positionsGrowByOneWithinOneEpoch() throws Exception {
        listening(Retention.NONE);
        StreamPosition first = publish(1, 1).getFirst();

        publish(2, 50);

        awaitHeard(50);
        List<StreamPosition> expected = IntStream.range(0, 50)
                .mapToObj(more -> new StreamPosition(first.offset() + more, first.epoch()))
                .toList();
        assertThat(heard.publications).extracting(Publication::position).isEqualTo(expected);
    }

    @Test
    void newClientIsGivenNothing() throws Exception {
        Broker broker = listening(ROOMY);
        publish(1, 3);
        awaitHeard(3);

        assertThat(join(broker).verdict()).isEqualTo(Verdict.NOT_ASKED);
    }

    @Test
    void givesWhatStandsBehindAnId() throws Exception {
        Broker broker = listening(ROOMY);
        publish(1, 5);
        awaitHeard(5);

        assertThatItIs(resume(broker, new Resume.AfterId(id(2))), Verdict.COMPLETE, List.of(3, 4, 5));
        assertThatItIs(resume(broker, new Resume.AfterId(id(5))), Verdict.COMPLETE, List.of());
    }

    @Test
    void givesWhatStandsBehindAPosition() throws Exception {
        Broker broker = listening(ROOMY);
        List<StreamPosition> positions = publish(1, 5);
        awaitHeard(5);

        assertThatItIs(resume(broker, new Resume.AfterPosition(positions.get(1))), Verdict.COMPLETE, List.of(3, 4, 5));
        assertThatItIs(resume(broker, new Resume.AfterPosition(positions.get(4))), Verdict.COMPLETE, List.of());
    }

    @Test
    void givesEverythingToWhoHasNothing() throws Exception {
        Broker broker = listening(ROOMY);
        publish(1, 5);
        awaitHeard(5);

        assertThatItIs(resume(broker, new Resume.Everything()), Verdict.COMPLETE, numbers(1, 5));
    }

    @Test
    void givesWhatWasPublishedBeforeAnybodyListened() throws Exception {
        Broker broker = broker(ROOMY);
        List<StreamPosition> positions = publish(1, 5);

        broker.subscribe(channel, heard);

        assertThatItIs(resume(broker, new Resume.AfterId(id(3))), Verdict.COMPLETE, List.of(4, 5));
        assertThatItIs(resume(broker, new Resume.AfterPosition(positions.getFirst())), Verdict.COMPLETE, numbers(2, 5));
        StreamPosition start = new StreamPosition(0, positions.getFirst().epoch());
        assertThatItIs(resume(broker, new Resume.AfterPosition(start)), Verdict.COMPLETE, numbers(1, 5));
        assertThatItIs(resume(broker, new Resume.Everything()), Verdict.COMPLETE, numbers(1, 5));
        assertThat(heard.publications).isEmpty();
    }

    @Test
    void saysSoWhenItDoesNotKnowWhereTheClientWas() throws Exception {
        Broker broker = listening(ROOMY);
        StreamPosition last = publish(1, 5).getLast();
        Channel other = new Channel(channel + ":other");
        publish(other, "elsewhere", 1);
        awaitHeard(5);

        for (Resume unknown : List.of(
                new Resume.AfterId("made up"),
                new Resume.AfterId(""),
                new Resume.AfterId("elsewhere"),
                new Resume.AfterPosition(new StreamPosition(last.offset(), "another life")),
                new Resume.AfterPosition(new StreamPosition(last.offset() + 1, last.epoch())),
                new Resume.AfterPosition(new StreamPosition(Long.MAX_VALUE, last.epoch())))) {
            assertThatItIs(resume(broker, unknown), Verdict.INCOMPLETE, numbers(1, 5));
        }
    }

    @Test
    void keepsTheNewestByCountAndKnowsTheEdge() throws Exception {
        Broker broker = listening(new Retention(3, 1 << 20, AGE, false));
        List<StreamPosition> positions = publish(1, 7);
        awaitHeard(7);

        assertThatItIs(resume(broker, new Resume.AfterId(id(3))), Verdict.INCOMPLETE, List.of(5, 6, 7));
        assertThatItIs(resume(broker, new Resume.AfterId(id(4))), Verdict.COMPLETE, List.of(5, 6, 7));
        assertThatItIs(resume(broker, new Resume.AfterPosition(positions.get(2))), Verdict.INCOMPLETE, numbers(5, 7));
        assertThatItIs(resume(broker, new Resume.AfterPosition(positions.get(3))), Verdict.COMPLETE, numbers(5, 7));
        assertThatItIs(resume(broker, new Resume.AfterId(id(6))), Verdict.COMPLETE, List.of(7));
    }

    @Test
    void keepsTheNewestByBytes() throws Exception {
        Broker broker = listening(new Retention(100, 3 * "{\"n\":1}".length(), AGE, false));
        publish(1, 7);
        awaitHeard(7);

        assertThatItIs(resume(broker, new Resume.Everything()), Verdict.COMPLETE, List.of(5, 6, 7));
        assertThatItIs(resume(broker, new Resume.AfterId(id(4))), Verdict.COMPLETE, List.of(5, 6, 7));
        assertThatItIs(resume(broker, new Resume.AfterId(id(3))), Verdict.INCOMPLETE, List.of(5, 6, 7));
    }

    @Test
    void keepsNothingWhenSoToldAndStillKnowsTheLatest() throws Exception {
        Broker broker = listening(Retention.NONE);
        publish(1, 3);
        awaitHeard(3);

        assertThatItIs(resume(broker, new Resume.Everything()), Verdict.COMPLETE, List.of());
        assertThatItIs(resume(broker, new Resume.AfterId(id(3))), Verdict.COMPLETE, List.of());
        assertThatItIs(resume(broker, new Resume.AfterId(id(2))), Verdict.INCOMPLETE, List.of());
    }

    @Test
    void forgetsAllTogetherWhenTheLatestIsOld() throws Exception {
        Broker broker = listening(ROOMY);
        publish(1, 2);
        awaitHeard(2);
        pass(AGE);
        publish(3, 3);
        awaitHeard(3);
        pass(AGE);
        assertThatItIs(resume(broker, new Resume.AfterId(id(1))), Verdict.COMPLETE, List.of(2, 3));

        pass(Duration.ofSeconds(1));

        assertThatItIs(resume(broker, new Resume.AfterId(id(1))), Verdict.INCOMPLETE, List.of());
        assertThatItIs(resume(broker, new Resume.AfterId(id(3))), Verdict.COMPLETE, List.of());
        publish(4, 4);
        awaitHeard(4);
        assertThatItIs(resume(broker, new Resume.AfterId(id(3))), Verdict.COMPLETE, List.of(4));
        assertThatItIs(resume(broker, new Resume.AfterId(id(2))), Verdict.INCOMPLETE, List.of(4));
    }

    /** A client in the middle of a stream that does not stop: how far it had been, and what it was given. */
    private record Returned(int behind, int heardBefore, Recovery recovery) {}

    @Test
    void handsOverFromThePastToThePresentWithoutASeam() throws Exception {
        assertSeamless(ROOMY);
    }

    /** As above, but many have been away for longer than what is kept. */
    @Test
    void handsOverWithoutASeamFromWhatIsLeft() throws Exception {
        assertSeamless(new Retention(50, 1L << 20, AGE, false));
    }

    private void assertSeamless(Retention retention) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Broker broker = listening(retention);
        Queue<Returned> all = new ConcurrentLinkedQueue<>();
        AtomicBoolean joining = new AtomicBoolean(true);
        AtomicInteger published = new AtomicInteger();
        Thread publisher = Thread.ofPlatform().start(() -> {
            while (joining.get()) {
                int number = published.incrementAndGet();
                publish(channel, id(number), number);
            }
        });
        awaitHeard(5);
        for (int client = 0; client < CLIENTS; client++) {
            int latest = heard.publications.size();
            int behind = latest - random.nextInt(Math.min(latest, 200));
            broker.join(
                    channel,
                    Optional.of(new Resume.AfterId(id(behind))),
                    recovery -> all.add(new Returned(behind, heard.publications.size(), recovery)));
            while (heard.publications.size() < latest + 2) {
                Thread.onSpinWait();
            }
        }
        soon().until(() -> all.size() == CLIENTS);
        joining.set(false);
        publisher.join();
        awaitHeard(published.get());

        assertThat(heard.numbers()).as("seed %s", seed).isEqualTo(numbers(1, published.get()));
        assertThat(all).as("seed %s", seed).allSatisfy(one -> {
            List<Integer> given = numbers(one.recovery.publications());
            boolean complete = one.recovery.verdict() == Verdict.COMPLETE;
            int first = complete ? one.behind + 1 : one.heardBefore - given.size() + 1;
            // what it is given ends where it begins to hear
            assertThat(given).isEqualTo(numbers(first, one.heardBefore));
            assertThat(complete || first > one.behind + 1).isTrue();
        });
        assertThat(all).extracting(one -> one.recovery.verdict()).contains(Verdict.COMPLETE);
    }

    @Test
    void clientThatJoinsBeforeTheChannelIsInForceWaitsForIt() throws Exception {
        Broker broker = broker(ROOMY);
        CompletableFuture<Recovery> joined = new CompletableFuture<>();

        broker.subscribe(channel, heard);
        broker.join(channel, Optional.of(new Resume.Everything()), joined::complete);
        publish(1, 20);
        Recovery recovery = joined.get(30, TimeUnit.SECONDS);

        int given = recovery.publications().size();
        awaitHeard(20 - given);
        assertThat(numbers(recovery.publications())).isEqualTo(numbers(1, given));
        // what came between the subscription and the joining is in the one or in the other, or in both
        assertThat(heard.numbers()).endsWith(numbers(given + 1, 20).toArray(Integer[]::new));
    }

    @Test
    void nobodyIsLetIntoAChannelThatIsNotSubscribed() throws Exception {
        Broker broker = listening(ROOMY);
        Channel other = new Channel(channel + ":other");
        CompletableFuture<Recovery> neverLetIn = new CompletableFuture<>();

        broker.join(other, Optional.empty(), neverLetIn::complete);
        broker.subscribe(other, heard);

        join(broker, other, Optional.empty());
        assertThat(neverLetIn).isNotDone();
    }

    @Test
    void nothingArrivesAfterTheEndOfASubscription() throws Exception {
        Broker broker = listening(ROOMY);
        publish(1, 1);
        awaitHeard(1);

        broker.unsubscribe(channel);
        CompletableFuture<Recovery> late = new CompletableFuture<>();
        broker.join(channel, Optional.empty(), late::complete);
        Channel other = new Channel(channel + ":other");
        Heard there = new Heard();
        broker.subscribe(other, there);
        join(broker, other, Optional.empty());
        publish(2, 3);
        publish(other, "elsewhere", 4);

        soon().until(() -> there.publications.size() == 1);
        assertThat(heard.numbers()).containsExactly(1);
        assertThat(late).isNotDone();
    }

    @Test
    void whoSubscribesAgainGetsWhatWasPublishedInBetween() throws Exception {
        Broker broker = listening(ROOMY);
        publish(1, 2);
        awaitHeard(2);
        broker.unsubscribe(channel);
        publish(3, 4);

        broker.subscribe(channel, heard);

        // a publication may be confirmed to its publisher before it has arrived here
        soon().until(() ->
                resume(broker, new Resume.AfterId(id(2))).publications().size() == 2);
        assertThatItIs(resume(broker, new Resume.AfterId(id(2))), Verdict.COMPLETE, List.of(3, 4));
        publish(5, 5);
        soon().until(() -> heard.numbers().contains(5));
        assertThat(heard.numbers()).startsWith(1, 2).endsWith(5).isSorted().doesNotHaveDuplicates();
    }

    /** A question that was asked is nobody's past, wherever the channel keeps one. */
    @Test
    void whatIsSentReachesWhoListensAndHasNoPosition() throws Exception {
        Broker broker = listening(Retention.NONE);
        Channel other = new Channel(channel + ":other");

        broker.send(other, envelope(other, 1)).toCompletableFuture().get(30, TimeUnit.SECONDS);
        broker.send(channel, envelope(channel, 2)).toCompletableFuture().get(30, TimeUnit.SECONDS);
        broker.send(channel, envelope(channel, 3)).toCompletableFuture().get(30, TimeUnit.SECONDS);

        awaitHeard(2);
        assertThat(heard.numbers()).containsExactly(2, 3);
        assertThat(heard.publications).extracting(Publication::position).containsOnlyNulls();
        assertThat(heard.publications).extracting(Publication::id).containsExactly("sent-2", "sent-3");
        soon().until(broker::delivers);
    }

    private static String envelope(Channel where, int number) {
        return "{\"channel\":\"%s\",\"data\":{\"n\":%d},\"message_id\":\"sent-%d\"}".formatted(where, number, number);
    }

    /** VER-19: forgotten, and nobody who listens notices anything. */
    @Test
    void forgetsWhatWasPublishedBeforeAndGoesOn() throws Exception {
        Broker broker = listening(ROOMY);
        List<StreamPosition> before = publish(1, 3);
        awaitHeard(3);

        broker.forget(channel, "first").toCompletableFuture().get(30, TimeUnit.SECONDS);

        assertThatItIs(resume(broker, new Resume.Everything()), Verdict.COMPLETE, List.of());
        StreamPosition next = publish(4, 4).getFirst();
        awaitHeard(4);
        assertThat(next).isEqualTo(new StreamPosition(before.getLast().offset() + 1, next.epoch()));
        assertThat(next.epoch()).isEqualTo(before.getLast().epoch());
        assertThatItIs(resume(broker, new Resume.Everything()), Verdict.COMPLETE, List.of(4));
        assertThatItIs(resume(broker, new Resume.AfterId(id(3))), Verdict.COMPLETE, List.of(4));
        assertThat(heard.numbers()).isEqualTo(numbers(1, 4));
        assertThat(heard.gaps).isEmpty();
    }

    /** VER-19: what comes behind the command is not taken with it, however close it comes. */
    @Test
    void listenerForgetsWhatItHasHeardAndNothingThatComesAfter() throws Exception {
        Broker broker = broker(ROOMY);
        CompletableFuture<Void> forgotten = new CompletableFuture<>();
        broker.subscribe(channel, new Broker.Listener() {
            @Override
            public void published(Publication publication) {
                heard.published(publication);
                if (publication.id().equals(id(50))) {
                    broker.forget(channel, "at 50").thenRun(() -> forgotten.complete(null));
                }
            }

            @Override
            public void gap(Channel where, GapReason reason) {
                heard.gap(where, reason);
            }
        });
        join(broker);

        publish(1, 100);

        awaitHeard(100);
        forgotten.get(30, TimeUnit.SECONDS);
        assertThatItIs(resume(broker, new Resume.Everything()), Verdict.COMPLETE, numbers(51, 100));
        assertThat(heard.numbers()).isEqualTo(numbers(1, 100));
        assertThat(heard.gaps).isEmpty();
    }

    /** VER-19. */
    @Test
    void forgetsManyChannelsByTheBeginningOfTheirNames() throws Exception {
        Broker broker = listening(ROOMY);
        Channel other = new Channel("other:" + channel);
        Heard there = new Heard();
        broker.subscribe(other, there);
        join(broker, other, Optional.empty());
        publish(1, 2);
        publish(other, "o-1", 1);
        awaitHeard(2);
        soon().until(() -> there.publications.size() == 1);

        broker.forgetAll("contract:", "all").toCompletableFuture().get(30, TimeUnit.SECONDS);

        assertThatItIs(resume(broker, new Resume.Everything()), Verdict.COMPLETE, List.of());
        assertThatItIs(join(broker, other, Optional.of(new Resume.Everything())), Verdict.COMPLETE, List.of(1));
    }

    @Test
    void nothingArrivesAfterTheClose() throws Exception {
        Broker broker = listening(ROOMY);
        publish(1, 1);
        awaitHeard(1);

        broker.close();
        CompletableFuture<Recovery> late = new CompletableFuture<>();
        broker.join(channel, Optional.empty(), late::complete);
        Broker another = broker(ROOMY);
        Heard there = new Heard();
        another.subscribe(channel, there);
        join(another, channel, Optional.empty());

        assertThat(late).isNotDone();
        assertThat(heard.numbers()).containsExactly(1);
        assertThat(heard.gaps).isEmpty();
    }
}
