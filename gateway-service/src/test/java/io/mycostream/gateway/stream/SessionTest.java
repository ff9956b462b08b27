package io.mycostream.gateway.stream;

import static io.mycostream.gateway.stream.Stage.HEARTBEAT;
import static io.mycostream.gateway.stream.Stage.IDLE;
import static io.mycostream.gateway.stream.Stage.NEWS;
import static io.mycostream.gateway.stream.Stage.SUBSCRIBE;
import static io.mycostream.gateway.stream.Stage.TICKS;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.Stage.Client;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionTest {

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

    /** COM-9: the first words mean that everything published from now on arrives. */
    @Test
    void saysItsFirstWordsOnceTheBrokerHasConfirmed() {
        stage.broker.hesitate();
        Client client = open(stage.aClient());
        stage.time.run();
        assertThat(client.heard()).isEmpty();

        stage.broker.confirm(NEWS);
        stage.time.run();
        stage.publish("first");
        stage.settle();

        assertThat(client.heard()).containsExactly("subscribed", "first");
    }

    /** COM-9: client messages of one connection are handled in order. */
    @Test
    void answersEarlyFramesAfterTheFirstWords() {
        stage.broker.hesitate();
        Client client = open(stage.aClient());
        client.session.receive("ping");
        client.session.receive("nonsense");
        client.session.receive("ping");

        stage.broker.confirm(NEWS);
        stage.time.run();
        client.session.receive("ping");

        assertThat(client.heard()).containsExactly("subscribed", "pong", "error: only ping is known", "pong", "pong");
    }

    /** COM-10: while the broker is away clients come and go, and nothing of those is kept until it returns. */
    @Test
    void waitsNoLongerAtTheBrokerWhenItHasEnded() {
        stage.broker.hesitate();
        Client patient = open(stage.aClient());
        Client hasty = open(stage.aClient());
        assertThat(stage.broker.waiting()).isEqualTo(2);

        hasty.session.linkClosed();
        stage.time.run();

        assertThat(stage.broker.waiting()).isEqualTo(1);
        assertThat(patient.session.isOver()).isFalse();
    }

    @Test
    void keeps128EarlyFramesAndEndsWithTheNext() {
        stage.broker.hesitate();
        Client patient = open(stage.aClient());
        Client hasty = open(stage.aClient());
        IntStream.range(0, 128).forEach(_ -> patient.session.receive("ping"));
        IntStream.range(0, 129).forEach(_ -> hasty.session.receive("ping"));

        stage.broker.confirm(NEWS);
        stage.time.run();

        assertThat(patient.heard()).hasSize(129);
        assertThat(hasty.link.closedWith()).isEqualTo(CloseReason.MESSAGE_RATE);
        assertThat(hasty.heard()).isEmpty();
    }

    @Test
    void endsInTheMiddleOfEarlyFramesWithoutHarm() {
        stage.broker.hesitate();
        Client client = open(stage.aClient().outbox(2, Overflow.DROP_OLDEST));
        client.link.stick();
        IntStream.range(0, 32).forEach(_ -> client.session.receive("ping"));

        stage.broker.confirm(NEWS);
        stage.time.run();

        assertThat(client.endings).containsExactly(CloseReason.SLOW_CONSUMER);
        assertThat(client.link.closedWith()).isEqualTo(CloseReason.SLOW_CONSUMER);
    }

    @Test
    void connectionThatBreaksWhileEarlyFramesAreAnsweredEndsTheSession() {
        stage.broker.hesitate();
        Client client = open(stage.aClient());
        IntStream.range(0, 5).forEach(_ -> client.session.receive("ping"));
        client.link.afterFlush(() -> {
            if (client.heard().size() == 3) {
                client.session.linkClosed();
            }
        });

        stage.broker.confirm(NEWS);
        stage.time.run();

        assertThat(client.heard()).containsExactly("subscribed", "pong", "pong");
        assertThat(client.endings).containsExactly(CloseReason.CLIENT_LEFT);
    }

    @Test
    void isSentAwayWhenTheBrokerDoesNotConfirmInTime() {
        stage.broker.hesitate();
        Client client = open(stage.aClient());

        stage.time.pass(SUBSCRIBE.minus(TICKS));
        assertThat(client.endings).isEmpty();
        stage.time.pass(TICKS.multipliedBy(2));

        assertThat(client.endings).containsExactly(CloseReason.STREAM_UNAVAILABLE);
        assertThat(client.heard()).isEmpty();
        stage.time.run();
        assertThat(stage.broker.calls()).containsExactly("+news", "-news");
    }

    /** MYC-22 and COM-26: what cannot be read is answered, and the session goes on. */
    @Test
    void saysWhatItDidNotUnderstandAndGoesOn() {
        Client client = open(stage.aClient());

        client.session.receive("???");
        client.session.receive("ping");

        assertThat(client.heard()).containsExactly("subscribed", "error: only ping is known", "pong");
        assertThat(stage.counters.misunderstood()).isEqualTo(1);
    }

    /** COM-24, MYC-23: a PING frame every interval; no message. */
    @Test
    void pingsAWebSocketEveryInterval() {
        Client client = open(stage.aClient());

        stage.time.pass(HEARTBEAT.multipliedBy(3).plus(TICKS.multipliedBy(2)));

        assertThat(client.link.pings()).isEqualTo(3);
        assertThat(client.heard()).containsExactly("subscribed");
    }

    /** MYC-24. */
    @Test
    void tellsAnSseClientItsHeartbeats() {
        Client client = open(stage.aClient().overSse());

        stage.time.pass(HEARTBEAT.multipliedBy(2).plus(TICKS));

        assertThat(client.heard()).containsExactly("subscribed", "heartbeat", "heartbeat");
        assertThat(client.link.pings()).isZero();
    }

    @Test
    void keepsAnSseConnectionAliveBelowTheDialectBeforeItsFirstWords() {
        stage.broker.hesitate();
        Client client = open(stage.aClient().overSse().heartbeat(Duration.ofSeconds(3)));

        stage.time.pass(SUBSCRIBE.minus(TICKS));

        assertThat(client.heard()).isEmpty();
        assertThat(client.link.pings()).isEqualTo(3);
    }

    /** COM-18. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void doesNotOutliveItsToken(Transport transport) {
        Instant expiry = stage.time.instant().plusSeconds(45);
        Client client = open(stage.aClient().over(transport).until(expiry));

        stage.time.pass(Duration.ofSeconds(45).minus(TICKS));
        assertThat(client.endings).isEmpty();
        stage.time.pass(TICKS.multipliedBy(2));

        assertThat(client.endings).containsExactly(CloseReason.TOKEN_EXPIRED);
        assertThat(client.link.closedWith()).isEqualTo(CloseReason.TOKEN_EXPIRED);
    }

    /** Some issuers write {@code exp} in milliseconds: the year 57,000 or so. */
    @Test
    void takesATokenThatEndsBeyondAllTime() {
        Client client = open(stage.aClient().until(Instant.ofEpochSecond(1_780_000_000_000L)));

        stage.time.pass(Duration.ofSeconds(90));

        assertThat(client.endings).isEmpty();
        assertThat(client.heard()).containsExactly("subscribed");
    }

    @Test
    void endsAtOnceWhenItsTokenHasExpiredMeanwhile() {
        Client client = open(stage.aClient().until(stage.time.instant().minusSeconds(1)));

        stage.time.pass(TICKS);

        assertThat(client.endings).containsExactly(CloseReason.TOKEN_EXPIRED);
    }

    /** COM-25. */
    @Test
    void webSocketThatSendsNothingIsIdle() {
        Client client = open(stage.aClient());

        stage.time.pass(IDLE.minus(TICKS));
        assertThat(client.endings).isEmpty();
        stage.time.pass(TICKS.multipliedBy(2));

        assertThat(client.endings).containsExactly(CloseReason.IDLE);
    }

    /** COM-25: a client whose stack answers PINGs is never idle. */
    @Test
    void webSocketThatAnswersItsPingsIsNeverIdle() {
        Client client = open(stage.aClient());

        for (int minute = 0; minute < 30; minute++) {
            stage.time.pass(Duration.ofMinutes(1));
            client.session.seen();
        }

        assertThat(client.endings).isEmpty();
    }

    /** GV-13: where PINGs have to be answered, nothing else is taken for an answer. */
    @Test
    void webSocketThatAnswersNoPingIsIdleHoweverMuchItSays() {
        Duration pong = HEARTBEAT.multipliedBy(2);
        Client client = open(stage.aClient().answeringPingsWithin(pong));
        stage.time.pass(TICKS.multipliedBy(2));

        for (int beats = 0; beats < 5; beats++) {
            stage.time.pass(HEARTBEAT);
            client.session.seen();
            client.session.answeredPing();
        }
        assertThat(client.endings).isEmpty();
        Duration untilOneIsMissed = HEARTBEAT.plus(pong);
        stage.time.pass(untilOneIsMissed.minus(TICKS.multipliedBy(2)));
        client.session.seen();
        assertThat(client.endings).isEmpty();
        stage.time.pass(TICKS.multipliedBy(4));

        assertThat(client.endings).containsExactly(CloseReason.IDLE);
    }

    @Test
    void sseClientIsNotExpectedToSendAnything() {
        Client client = open(stage.aClient().overSse());

        stage.time.pass(IDLE.multipliedBy(3));

        assertThat(client.endings).isEmpty();
    }

    /** COM-23: a client that takes nothing for the idle timeout is disconnected. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void clientThatTakesNothingIsLetGo(Transport transport) {
        Client client = open(stage.aClient().over(transport));
        client.link.stick();
        stage.publish("never taken");
        stage.settle();

        for (Duration passed = Duration.ZERO;
                passed.compareTo(IDLE.minus(TICKS)) < 0;
                passed = passed.plusSeconds(10)) {
            client.session.seen();
            assertThat(client.endings).isEmpty();
            stage.time.pass(Duration.ofSeconds(10));
        }
        client.session.seen();
        stage.time.pass(HEARTBEAT.plus(TICKS));

        assertThat(client.endings).containsExactly(CloseReason.IDLE);
    }

    @Test
    void takingALittleNowAndThenIsEnoughToStay() {
        Client client = open(stage.aClient().overSse());
        client.link.stick();

        for (int minute = 0; minute < 30; minute++) {
            stage.publishNumbers(1, 2);
            stage.time.pass(Duration.ofMinutes(1));
            client.unstick();
            client.link.stick();
        }

        assertThat(client.endings).isEmpty();
        client.unstick();
        assertThat(client.heard().stream().filter("2"::equals)).hasSize(30);
    }

    /** COM-23: what counts is the time in which it takes nothing, not the time since something last had to wait. */
    @Test
    void waitingForAMomentIsNotIdlenessHoweverLongNothingHadToWait() {
        // their heartbeats, at which they are looked at, are spread over the interval
        for (int i = 0; i < 300; i++) {
            open(stage.aClient().overSse());
            stage.time.pass(HEARTBEAT.dividedBy(300));
        }
        stage.time.pass(IDLE.multipliedBy(2));

        clients.forEach(client -> client.link.stick());
        stage.publish("late");
        stage.time.pass(Duration.ofSeconds(1));
        clients.forEach(Client::unstick);

        assertThat(clients).allSatisfy(client -> assertThat(client.endings).isEmpty());
        assertThat(clients).allSatisfy(client -> assertThat(client.heard()).contains("late"));
    }

    /** COM-23. */
    @Test
    void slowClientMissesTheOldestIsToldSoAndGetsTheRestInOrder() {
        Client slow = open(stage.aClient().outbox(5, Overflow.DROP_OLDEST));
        Client quick = open(stage.aClient());
        slow.link.stick();

        stage.publishNumbers(1, 8);
        stage.settle();
        slow.unstick();
        stage.publish("9");
        stage.settle();

        assertThat(slow.heard()).containsExactly("subscribed", "gap: SLOW_CONSUMER", "4", "5", "6", "7", "8", "9");
        assertThat(quick.heard()).containsExactly("subscribed", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(stage.counters.overflowed()).isEqualTo(3);
        assertThat(stage.counters.slowConsumers()).isEqualTo(1);
        assertThat(stage.counters.delivered(Transport.WEBSOCKET)).isEqualTo(6 + 9);
    }

    @Test
    void slowClientKeepsTheLatestOfEachKey() {
        Client client = open(stage.aClient().outbox(2, Overflow.LATEST_PER_KEY));
        client.link.stick();

        for (String payload : List.of("a=a1", "b=b1", "a=a2", "b=b2", "a=a3")) {
            stage.publish(payload);
        }
        stage.settle();
        client.unstick();

        assertThat(client.heard()).containsExactly("subscribed", "gap: SLOW_CONSUMER", "b2", "a3");
        assertThat(stage.counters.overflowed()).isEqualTo(3);
    }

    @Test
    void latestOfAKeyLeavesWhatAnotherChannelSaysOfIt() {
        Channel alarms = new Channel("alarms");
        Client client = open(stage.aClient()
                .to(Subscription.toAll(Stage.NEWS), Subscription.toAll(alarms))
                .outbox(2, Overflow.LATEST_PER_KEY));
        client.link.stick();

        stage.publish(alarms, "a=alarm");
        stage.publish("a=a1");
        stage.publish("a=a2");
        stage.settle();
        client.unstick();

        assertThat(client.heard()).containsExactly("subscribed", "gap: SLOW_CONSUMER", "alarm", "a2");
    }

    @Test
    void slowClientIsAskedToComeBackWhereThatIsThePolicy() {
        Client slow = open(stage.aClient().outbox(2, Overflow.DISCONNECT));
        slow.link.stick();

        stage.publishNumbers(1, 3);
        stage.settle();

        assertThat(slow.endings).containsExactly(CloseReason.SLOW_CONSUMER);
        assertThat(stage.counters.slowConsumers()).isEqualTo(1);
        assertThat(stage.counters.ended(CloseReason.SLOW_CONSUMER)).isEqualTo(1);
    }

    @Test
    void answersWaitBehindWhatWaits() {
        Client client = open(stage.aClient());
        client.link.stick();
        stage.publishNumbers(1, 2);
        stage.settle();
        client.session.receive("ping");
        stage.publish("3");
        stage.settle();

        client.unstick();

        assertThat(client.heard()).containsExactly("subscribed", "1", "2", "pong", "3");
    }

    @Test
    void asksForMoreAnswersThanItReadsAndIsLetGo() {
        Client client = open(stage.aClient().outbox(10, Overflow.DROP_OLDEST));
        client.link.stick();

        IntStream.range(0, 11).forEach(_ -> client.session.receive("ping"));

        assertThat(client.endings).containsExactly(CloseReason.SLOW_CONSUMER);
    }

    /** COM-23: a burst is no slowness; a connection that empties itself at every flush misses nothing of it. */
    @Test
    void burstLargerThanTheOutboxReachesAClientThatKeepsUp() {
        Client client = open(stage.aClient().outbox(50, Overflow.DROP_OLDEST));
        client.link.room(20);

        stage.publishNumbers(1, 1000);
        stage.settle();

        assertThat(client.heard()).hasSize(1001).endsWith("999", "1000");
        assertThat(stage.counters.overflowed()).isZero();
        assertThat(client.link.flushes())
                .as("a flush when there is no room, not one a message")
                .isLessThan(150);
    }

    @Test
    void poursInOrderWhenTheLinkCallsBackOutOfItsFlush() {
        Client client = open(stage.aClient());
        client.link.room(3);

        stage.publishNumbers(1, 50);
        stage.settle();

        List<String> expected = new ArrayList<>(List.of("subscribed"));
        IntStream.rangeClosed(1, 50).mapToObj(Integer::toString).forEach(expected::add);
        assertThat(client.heard()).isEqualTo(expected);
    }

    @Test
    void connectionThatBreaksInTheFlushOfABurstEndsOnce() {
        Client client = open(stage.aClient());
        client.link.room(3);
        client.link.afterFlush(client.session::linkClosed);

        stage.publishNumbers(1, 10);
        stage.settle();

        assertThat(client.endings).containsExactly(CloseReason.CLIENT_LEFT);
        assertThat(client.heard()).containsExactly("subscribed", "1", "2", "3");
    }

    @Test
    void connectionThatBreaksInTheMiddleOfAWriteEndsOnce() {
        Client breaking = open(stage.aClient());
        Client other = open(stage.aClient());
        breaking.link.afterWrite(breaking.session::linkClosed);

        stage.publishNumbers(1, 3);
        stage.settle();
        breaking.session.close(CloseReason.IDLE);

        assertThat(breaking.endings).containsExactly(CloseReason.CLIENT_LEFT);
        assertThat(other.heard()).containsExactly("subscribed", "1", "2", "3");
        assertThat(stage.counters.open(Transport.WEBSOCKET)).isEqualTo(1);
    }

    @Test
    void afterItsEndNothingIsSaidAnyMore() {
        Client client = open(stage.aClient());
        client.session.close(CloseReason.INTERNAL_ERROR);

        client.session.receive("ping");
        client.session.seen();
        client.session.becameWritable();
        client.session.drain();
        client.conversation.prompt.orElseThrow().take(Turn.end(CloseReason.COMPLETE));
        client.leave();
        stage.publish("1");
        stage.time.pass(IDLE.multipliedBy(2));

        assertThat(client.endings).containsExactly(CloseReason.INTERNAL_ERROR);
        assertThat(client.heard()).containsExactly("subscribed");
    }
}
