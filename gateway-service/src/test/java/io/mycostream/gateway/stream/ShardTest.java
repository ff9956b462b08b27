package io.mycostream.gateway.stream;

import static io.mycostream.gateway.stream.Stage.HEARTBEAT;
import static io.mycostream.gateway.stream.Stage.LINGER;
import static io.mycostream.gateway.stream.Stage.TICKS;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.Stage.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Decisions, "Fan-out": one task per loop, one flush per connection and drain, a linger under load. */
class ShardTest {

    private Stage stage = new Stage();
    private final List<Client> clients = new ArrayList<>();
    private final List<Throwable> uncaught = new ArrayList<>();
    private Thread.@Nullable UncaughtExceptionHandler handlerBefore;

    @BeforeEach
    void listenForFaults() {
        handlerBefore = Thread.currentThread().getUncaughtExceptionHandler();
        Thread.currentThread().setUncaughtExceptionHandler((_, fault) -> uncaught.add(fault));
    }

    @AfterEach
    void everyFrameHasBeenGivenBack() {
        Thread.currentThread().setUncaughtExceptionHandler(handlerBefore);
        clients.forEach(Client::leave);
        stage.settle();
        stage.assertNothingLeaked();
    }

    private Client open(Stage.Casting casting) {
        Client client = casting.open();
        clients.add(client);
        return client;
    }

    private void settledClients(int count) {
        for (int i = 0; i < count; i++) {
            open(stage.aClient());
        }
        stage.settle();
    }

    @Test
    void flushesEachSessionOnceADrain() {
        settledClients(3);
        List<Integer> before =
                clients.stream().map(client -> client.link.flushes()).toList();

        stage.publishNumbers(1, 20);
        stage.time.run();

        assertThat(clients.stream().map(client -> client.link.flushes()))
                .isEqualTo(before.stream().map(flushes -> flushes + 1).toList());
        assertThat(clients).allSatisfy(client -> assertThat(client.heard()).hasSize(21));
    }

    @Test
    void doesNotFlushThoseWhoGotNothing() {
        Client bystander = open(stage.aClient().about("b"));
        open(stage.aClient().about("a"));
        stage.settle();
        int before = bystander.link.flushes();

        stage.publish("a=1");
        stage.settle();

        assertThat(bystander.link.flushes()).isEqualTo(before);
    }

    @Test
    void lonePublicationDoesNotWait() {
        settledClients(1);
        Client client = clients.getFirst();

        stage.publish("1");
        stage.time.run();

        assertThat(client.heard()).containsExactly("subscribed", "1");
        assertThat(stage.delays).containsExactly(0L);
    }

    @Test
    void publicationsCloseTogetherShareADrain() {
        settledClients(1);
        Client client = clients.getFirst();
        int before = client.link.flushes();

        for (int number = 0; number < 100; number++) {
            stage.publishNumbers(number, number);
            stage.time.pass(Duration.ofNanos(100_000));
        }
        stage.settle();

        assertThat(client.heard()).hasSize(101);
        assertThat(client.link.flushes() - before)
                .as("10 ms of publications, a drain every 2 ms")
                .isBetween(5, 7);
        assertThat(stage.delays).allSatisfy(nanos -> assertThat(nanos).isBetween(0L, LINGER.toNanos()));
    }

    @Test
    void publicationsThatKeepComingDoNotKeepTheFlushAway() {
        settledClients(1);
        Client client = clients.getFirst();
        int[] published = {0};
        client.link.afterWrite(() -> {
            if (published[0] < 10_000) {
                stage.publish(Integer.toString(++published[0]));
            }
        });

        stage.publish("0");
        stage.time.runOne();

        assertThat(client.heard().size()).as("one drain ends").isBetween(2, 2_000);
        stage.settle();
        assertThat(client.heard()).hasSize(10_002).endsWith("9999", "10000");
    }

    @Test
    void dropsCountsAndTellsWhatALoopCannotTakeInTime() {
        stage = new Stage(10);
        settledClients(1);
        Client client = clients.getFirst();

        stage.publish("aaaa");
        stage.publish("bbbb");
        stage.publish("cccc");
        stage.publish("dd");
        stage.settle();
        stage.publish("cccc");
        stage.settle();

        assertThat(client.heard()).containsExactly("subscribed", "aaaa", "bbbb", "gap: NODE_OVERLOADED", "dd", "cccc");
        assertThat(stage.counters.loopOverloaded()).isEqualTo(1);
    }

    @Test
    void slowConsumerEndsInTheMiddleOfADrainWithoutDisturbingTheOthers() {
        for (int i = 0; i < 10; i++) {
            Client client = open(stage.aClient().outbox(2, Overflow.DISCONNECT));
            if (i % 3 == 0) {
                client.link.stick();
            }
        }

        stage.publishNumbers(1, 5);
        stage.settle();

        for (int i = 0; i < 10; i++) {
            Client client = clients.get(i);
            if (i % 3 == 0) {
                assertThat(client.endings).containsExactly(CloseReason.SLOW_CONSUMER);
            } else {
                assertThat(client.endings).isEmpty();
                assertThat(client.heard()).containsExactly("subscribed", "1", "2", "3", "4", "5");
            }
        }
    }

    @Test
    void neighboursMayLeaveInTheMiddleOfADrain() {
        settledClients(5);
        Client first = clients.getFirst();
        Client last = clients.getLast();
        first.link.afterWrite(last.session::linkClosed);
        last.link.afterWrite(() -> {
            throw new AssertionError("it has left");
        });

        stage.publishNumbers(1, 2);
        stage.settle();

        assertThat(last.heard()).containsExactly("subscribed");
        assertThat(clients.subList(0, 4))
                .allSatisfy(client -> assertThat(client.heard()).containsExactly("subscribed", "1", "2"));
    }

    @Test
    void lastListenerMayLeaveInTheMiddleOfADrain() {
        settledClients(1);
        Client client = clients.getFirst();
        client.link.afterWrite(client.session::linkClosed);

        stage.publishNumbers(1, 3);
        stage.settle();
        Client next = open(stage.aClient());
        stage.publish("4");
        stage.settle();

        assertThat(stage.broker.calls()).containsExactly("+news", "-news", "+news");
        assertThat(next.heard()).containsExactly("subscribed", "4");
    }

    /** COM-28: one connection's trouble is nobody else's. */
    @Test
    void linkThatFailsEndsItsOwnSessionOnly() {
        settledClients(3);
        Client broken = clients.get(1);
        IllegalStateException fault = new IllegalStateException("response has ended");
        broken.link.breakWith(fault);

        stage.publishNumbers(1, 2);
        stage.settle();

        assertThat(broken.endings).containsExactly(CloseReason.INTERNAL_ERROR);
        assertThat(uncaught).as("nothing goes wrong in silence").containsExactly(fault);
        assertThat(clients.getFirst().heard()).containsExactly("subscribed", "1", "2");
        assertThat(clients.getLast().heard()).containsExactly("subscribed", "1", "2");
    }

    /** COM-28: and the loop's one timer goes on for the others. */
    @Test
    void linkThatFailsAtAHeartbeatDoesNotStopTheOthersTimers() {
        settledClients(3);
        Client broken = clients.get(1);
        broken.link.breakWith(new IllegalStateException("response has ended"));

        stage.time.pass(HEARTBEAT.multipliedBy(2).plus(TICKS));

        assertThat(broken.endings).containsExactly(CloseReason.INTERNAL_ERROR);
        assertThat(uncaught).hasSize(1);
        assertThat(clients.getFirst().link.pings()).isEqualTo(2);
        assertThat(clients.getLast().link.pings()).isEqualTo(2);
    }

    @Test
    void whoLeavesWhileTimersAreWorkedOffIsNotTalkedToAnyMore() {
        for (int i = 0; i < 20; i++) {
            open(stage.aClient().overSse());
        }
        // all of them are due in the same tick; like the streams of one HTTP/2 connection they end together
        clients.forEach(client -> client.link.afterWrite(() -> clients.forEach(Client::leave)));

        stage.time.pass(HEARTBEAT.plus(TICKS));

        assertThat(clients).allSatisfy(client -> assertThat(client.endings).containsExactly(CloseReason.CLIENT_LEFT));
        assertThat(clients.stream().filter(client -> client.heard().size() > 1)).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void timersGoOnAfterALoopHadNoSessionsForAWhile() {
        open(stage.aClient()).leave();
        stage.time.pass(Duration.ofHours(1));
        Client client = open(stage.aClient());

        stage.time.pass(HEARTBEAT.plus(TICKS));

        assertThat(client.link.pings()).isEqualTo(1);
    }
}
