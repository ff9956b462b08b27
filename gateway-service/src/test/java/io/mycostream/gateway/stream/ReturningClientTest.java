package io.mycostream.gateway.stream;

import static io.mycostream.gateway.stream.Stage.NEWS;
import static io.mycostream.gateway.stream.Stage.TICKS;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.Recovery.Verdict;
import io.mycostream.gateway.stream.Stage.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a session tells a client that has been here before: the past first, then the present, and where something lacks. */
class ReturningClientTest {

    private static final Resume HOW_FAR = new Resume.AfterId("any");

    private final Stage stage = new Stage();
    private final List<Client> clients = new ArrayList<>();

    @AfterEach
    void everyFrameHasBeenGivenBack() {
        clients.forEach(Client::leave);
        stage.settle();
        stage.assertNothingLeaked();
    }

    private Client open(Stage.Casting casting) {
        Client client = casting.open();
        clients.add(client);
        return client;
    }

    /** Opens a client whose link is as a test has it from the first moment on. */
    private Client openStuck(Stage.Casting casting) {
        stage.broker.hesitate();
        Client client = open(casting);
        client.link.stick();
        stage.broker.confirm(NEWS);
        stage.settle();
        return client;
    }

    private void missed(Verdict verdict, String... payloads) {
        stage.broker.recover(new Recovery(
                Stream.of(payloads).map(ReturningClientTest::publication).toList(), verdict));
    }

    private static Publication publication(String payload) {
        return new Publication(NEWS, null, "missed-" + payload, "2026-02-12T10:30:00Z", null, payload);
    }

    private static String[] numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toArray(String[]::new);
    }

    @ParameterizedTest
    @EnumSource(names = {"COMPLETE", "INCOMPLETE"})
    void hearsTheVerdictThenThePastThenThePresent(Verdict verdict) {
        missed(verdict, "1", "2");
        Client client = open(stage.aClient().returning(HOW_FAR));

        stage.publish("3");
        stage.settle();

        assertThat(client.heard()).containsExactly("subscribed, " + verdict, "1", "2", "3");
        assertThat(stage.counters.recoveries(verdict)).isEqualTo(1);
        assertThat(stage.counters.recovered()).isEqualTo(2);
        assertThat(stage.counters.delivered(Transport.WEBSOCKET)).isEqualTo(3);
    }

    @Test
    void clientThatMissedNothingHearsThePresentAtOnce() {
        missed(Verdict.COMPLETE);
        Client client = open(stage.aClient().returning(HOW_FAR));

        stage.publish("1");
        stage.settle();

        assertThat(client.heard()).containsExactly("subscribed, COMPLETE", "1");
    }

    @Test
    void whatWasPublishedBeforeTheJoiningInTheSameDrainComesOnceOnly() {
        stage.broker.hesitate();
        Client here = open(stage.aClient());
        Client returning = open(stage.aClient().returning(HOW_FAR));
        missed(Verdict.COMPLETE, "1");

        stage.publish("1");
        stage.broker.confirm(NEWS);
        stage.publish("2");
        stage.settle();

        assertThat(returning.heard()).containsExactly("subscribed, COMPLETE", "1", "2");
        assertThat(here.heard()).as("joined in the same place").endsWith("2");
    }

    @Test
    void pastThatDoesNotFitIsPouredAsTheLinkTakesItWithThePresentBehind() {
        missed(Verdict.COMPLETE, numbers(1, 20));
        stage.broker.hesitate();
        Client client = open(stage.aClient().returning(HOW_FAR));
        client.link.room(3);
        client.link.stick();
        stage.broker.confirm(NEWS);
        stage.publishNumbers(21, 23);
        stage.settle();
        assertThat(client.heard()).isEmpty();

        client.unstick();
        stage.settle();

        assertThat(client.heard())
                .containsExactlyElementsOf(Stream.concat(Stream.of("subscribed, COMPLETE"), Stream.of(numbers(1, 23)))
                        .toList());
        assertThat(client.endings).isEmpty();
    }

    /** Forty from the past and a bound of two: nothing of the past gives way, and nothing of it counts. */
    @Test
    void boundOfTheOutboxCountsThePresentOnly() {
        missed(Verdict.COMPLETE, numbers(1, 40));
        Client client = openStuck(stage.aClient().returning(HOW_FAR).outbox(2, Overflow.DROP_OLDEST));
        stage.publishNumbers(41, 43);
        stage.settle();

        client.unstick();
        stage.settle();

        assertThat(client.heard())
                .startsWith("subscribed, COMPLETE", "1", "2")
                .endsWith("39", "40", "gap: SLOW_CONSUMER", "42", "43")
                .hasSize(1 + 40 + 3);
        assertThat(stage.counters.overflowed()).isEqualTo(1);
        assertThat(stage.counters.gaps(GapReason.SLOW_CONSUMER)).isEqualTo(1);
    }

    @Test
    void slowClientIsNotSentAwayForItsPastAloneWhereThatIsThePolicy() {
        missed(Verdict.COMPLETE, numbers(1, 40));
        Client client = openStuck(stage.aClient().returning(HOW_FAR).outbox(2, Overflow.DISCONNECT));
        stage.publishNumbers(41, 42);
        stage.settle();
        assertThat(client.endings).isEmpty();

        stage.publish("43");
        stage.settle();

        assertThat(client.endings).containsExactly(CloseReason.SLOW_CONSUMER);
    }

    @Test
    void answersComeBehindThePastInTheOrderOfTheQuestions() {
        missed(Verdict.COMPLETE, numbers(1, 5));
        stage.broker.hesitate();
        Client client = open(stage.aClient().returning(HOW_FAR));
        client.session.receive("ping");
        client.link.stick();
        stage.broker.confirm(NEWS);
        stage.settle();
        client.session.receive("what?");
        stage.publish("6");
        stage.settle();

        client.unstick();
        stage.settle();

        assertThat(client.heard())
                .containsExactly(
                        "subscribed, COMPLETE", "1", "2", "3", "4", "5", "6", "pong", "error: only ping is known");
    }

    @Test
    void gapIsToldInItsPlace() {
        Client client = open(stage.aClient());
        Client other = open(stage.aClient().to(Subscription.toAll(new Channel("other"))));
        stage.publish("1");
        stage.broker.gap(NEWS, GapReason.INTERRUPTED);
        stage.publish("2");
        stage.broker.gap(NEWS, GapReason.HISTORY_LOST);
        stage.settle();

        assertThat(client.heard()).containsExactly("subscribed", "1", "gap: INTERRUPTED", "2", "gap: HISTORY_LOST");
        assertThat(other.heard()).containsExactly("subscribed");
        assertThat(stage.counters.gaps(GapReason.INTERRUPTED)).isEqualTo(1);
    }

    @Test
    void gapWaitsBehindThePast() {
        missed(Verdict.INCOMPLETE, "1", "2");
        Client client = openStuck(stage.aClient().returning(HOW_FAR));
        stage.publish("3");
        stage.broker.gap(NEWS, GapReason.INTERRUPTED);
        stage.publish("4");
        stage.settle();

        client.unstick();
        stage.settle();

        assertThat(client.heard()).containsExactly("subscribed, INCOMPLETE", "1", "2", "3", "gap: INTERRUPTED", "4");
    }

    /** What came before it joined is its recovery's business. */
    @Test
    void gapBeforeTheJoiningIsNotTold() {
        stage.broker.hesitate();
        Client client = open(stage.aClient().returning(HOW_FAR));
        missed(Verdict.INCOMPLETE, "1");

        stage.broker.gap(NEWS, GapReason.INTERRUPTED);
        stage.broker.confirm(NEWS);
        stage.settle();

        assertThat(client.heard()).containsExactly("subscribed, INCOMPLETE", "1");
    }

    @Test
    void clientOfOneKeyIsGivenThePastOfThatKeyOnly() {
        missed(Verdict.COMPLETE, "a=1", "b=2", "a=3", "?", "4", "a=5");
        Client client = open(stage.aClient().about("a").returning(HOW_FAR));
        Client ofAll = open(stage.aClient().returning(HOW_FAR));

        stage.publish("b=6");
        stage.publish("a=7");
        stage.settle();

        assertThat(client.heard()).containsExactly("subscribed, COMPLETE", "1", "3", "5", "7");
        assertThat(ofAll.heard()).containsExactly("subscribed, COMPLETE", "1", "2", "3", "4", "5", "6", "7");
    }

    @Test
    void pastIsPutIntoWordsWhenTheLinkTakesItAndNotBefore() {
        missed(Verdict.COMPLETE, numbers(1, 100));
        Client client = openStuck(stage.aClient().returning(HOW_FAR));

        assertThat(stage.dialect.worded()).isZero();
        client.unstick();
        assertThat(stage.dialect.worded()).isEqualTo(100);
    }

    @Test
    void leavingInTheMiddleOfThePastFreesTheRest() {
        missed(Verdict.COMPLETE, numbers(1, 100));
        Client client = openStuck(stage.aClient().returning(HOW_FAR));
        stage.publishNumbers(101, 110);
        stage.settle();

        client.leave();
        client.unstick();

        assertThat(client.endings).containsExactly(CloseReason.CLIENT_LEFT);
        assertThat(stage.dialect.worded()).as("the present, once for all").isLessThanOrEqualTo(10);
    }

    @Test
    void connectionThatBreaksInTheMiddleOfThePastEndsOnce() {
        missed(Verdict.COMPLETE, numbers(1, 10));
        stage.broker.hesitate();
        Client client = open(stage.aClient().returning(HOW_FAR));
        client.link.afterWrite(() -> {
            if (stage.dialect.worded() == 4) {
                client.session.linkClosed();
            }
        });

        stage.broker.confirm(NEWS);
        stage.settle();

        assertThat(client.endings).containsExactly(CloseReason.CLIENT_LEFT);
    }

    @Test
    void clientThatTakesNothingOfItsPastIsLetGo() {
        missed(Verdict.COMPLETE, numbers(1, 10));
        Client client = openStuck(stage.aClient().overSse().returning(HOW_FAR));

        stage.time.pass(Stage.IDLE.plus(TICKS));

        assertThat(client.endings).containsExactly(CloseReason.IDLE);
    }

    /** Otherwise nobody could come back for as long as that one is kept. */
    @Test
    void publicationOnWhichADialectFailsIsLeftOutOfThePast() {
        List<Throwable> faults = new ArrayList<>();
        Thread.currentThread().setUncaughtExceptionHandler((_, fault) -> faults.add(fault));
        missed(Verdict.COMPLETE, "1", "bad", "3");
        Client client = open(stage.aClient().speaking(new Choosy(stage.dialect)).returning(HOW_FAR));

        stage.publish("4");
        stage.settle();

        assertThat(client.heard()).containsExactly("subscribed, COMPLETE", "1", "3", "4");
        assertThat(client.endings).isEmpty();
        assertThat(stage.counters.failed()).isEqualTo(1);
        assertThat(faults).hasSize(1);
        Thread.currentThread().setUncaughtExceptionHandler(null);
    }

    /** A dialect with a fault. */
    private record Choosy(Dialect usual) implements Dialect {

        @Override
        public String name() {
            return "choosy";
        }

        @Override
        public Optional<Translation> translate(Publication publication) {
            if (publication.payload().equals("bad")) {
                throw new IllegalStateException("cannot be read");
            }
            return usual.translate(publication);
        }
    }

    // each of them would hold another part of a history that moves on
    @Test
    void thoseWhoTakeNothingOfWhatTheyMissedShareABoundedMemory() {
        String[] missed = {"a".repeat(40), "b".repeat(40)};
        missed(Verdict.INCOMPLETE, missed);
        Client first = openStuck(stage.aClient().returning(HOW_FAR));
        Client second = openStuck(stage.aClient().returning(HOW_FAR));

        assertThat(stage.hub.recoveryBytes()).isEqualTo(80);
        Client reading = open(stage.aClient().returning(HOW_FAR));
        stage.broker.confirm(NEWS);
        stage.settle();
        assertThat(reading.heard()).as("who reads needs none").endsWith(missed);
        first.unstick();
        second.unstick();
        assertThat(first.heard()).endsWith(missed);
        assertThat(second.heard())
                .as("nobody's connection ends for the sake of another's")
                .containsExactly("subscribed, INCOMPLETE", "gap: NODE_OVERLOADED");
        assertThat(stage.hub.recoveryBytes()).isZero();
    }

    @Test
    void whatAClientDidNotTakeIsFreeAgainWhenItLeaves() {
        missed(Verdict.COMPLETE, "a".repeat(40), "other=" + "b".repeat(200));
        Client client = openStuck(stage.aClient().about("nobody").returning(HOW_FAR));
        assertThat(stage.hub.recoveryBytes())
                .as("nothing of it is for this client")
                .isZero();
        client.leave();
        missed(Verdict.COMPLETE, "a".repeat(400));
        Client alone = openStuck(stage.aClient().returning(HOW_FAR));
        assertThat(stage.hub.recoveryBytes())
                .as("one alone may have any amount")
                .isEqualTo(400);

        alone.leave();

        assertThat(stage.hub.recoveryBytes()).isZero();
    }
}
