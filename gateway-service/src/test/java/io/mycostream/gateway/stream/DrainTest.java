package io.mycostream.gateway.stream;

import static io.mycostream.gateway.stream.Stage.NEWS;
import static io.mycostream.gateway.stream.Stage.TICKS;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.Recovery.Verdict;
import io.mycostream.gateway.stream.Stage.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How clients are let go: each gets what came before, and they do not go all at once. */
class DrainTest {

    private static final Duration LEAVING = Duration.ofSeconds(5);

    private final Stage stage = new Stage();
    private final ScheduledExecutorService otherLoop = stage.time.loop();
    private final List<Client> clients = new ArrayList<>();
    private final List<Throwable> faults = new ArrayList<>();

    @BeforeEach
    void listenForFaults() {
        Thread.currentThread().setUncaughtExceptionHandler((_, fault) -> faults.add(fault));
    }

    @AfterEach
    void everyFrameHasBeenGivenBack() {
        Thread.currentThread().setUncaughtExceptionHandler(null);
        clients.forEach(Client::leave);
        stage.settle();
        stage.assertNothingLeaked();
    }

    private Client open(Stage.Casting casting) {
        Client client = casting.open();
        clients.add(client);
        return client;
    }

    private CompletableFuture<Void> drain(Duration period) {
        return stage.hub.drain(period).toCompletableFuture();
    }

    private long gone() {
        return clients.stream().filter(client -> !client.endings.isEmpty()).count();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void whatWasReceivedBeforeIsDeliveredAndNothingAfter(Transport transport) {
        Client client = open(stage.aClient().over(transport));
        stage.publishNumbers(1, 3);
        drain(Duration.ZERO);
        stage.time.run();
        stage.publish("late");
        stage.settle();

        assertThat(client.heard()).startsWith("subscribed", "1", "2", "3").doesNotContain("late");
        assertThat(client.endings).containsExactly(CloseReason.DRAINING);
    }

    @Test
    void waitsForASlowClientAndEndsItWhenItHasEverything() {
        Client client = open(stage.aClient().overSse());
        client.link.stick();
        stage.publishNumbers(1, 5);
        stage.settle();
        CompletableFuture<Void> drained = drain(Duration.ZERO);
        stage.settle();
        assertThat(client.endings).isEmpty();

        stage.time.pass(LEAVING.minus(TICKS));
        assertThat(drained).isNotDone();
        client.unstick();
        stage.settle();

        assertThat(client.heard()).containsExactly("subscribed", "1", "2", "3", "4", "5", "bye");
        assertThat(client.endings).containsExactly(CloseReason.DRAINING);
        assertThat(drained).isCompleted();
    }

    @Test
    void endsASlowClientAfterFiveSeconds() {
        Client client = open(stage.aClient());
        client.link.stick();
        stage.publishNumbers(1, 5);
        stage.settle();
        CompletableFuture<Void> drained = drain(Duration.ZERO);
        stage.settle();

        stage.time.pass(LEAVING.minus(TICKS));
        assertThat(client.endings).isEmpty();
        stage.time.pass(TICKS.multipliedBy(2));

        assertThat(client.endings).containsExactly(CloseReason.DRAINING);
        assertThat(drained).isCompleted();
    }

    @Test
    void waitsForTheRestOfWhatAReturningClientMissed() {
        stage.broker.recover(new Recovery(
                IntStream.rangeClosed(1, 30)
                        .mapToObj(n -> new Publication(NEWS, null, "id" + n, "t", null, Integer.toString(n)))
                        .toList(),
                Verdict.COMPLETE));
        stage.broker.hesitate();
        Client client = open(stage.aClient().overSse().returning(new Resume.AfterId("any")));
        client.link.stick();
        stage.broker.confirm(NEWS);
        stage.settle();

        drain(Duration.ZERO);
        stage.settle();
        assertThat(client.endings).isEmpty();
        client.unstick();
        stage.settle();

        assertThat(client.heard())
                .hasSize(32)
                .startsWith("subscribed, COMPLETE", "1")
                .endsWith("30", "bye");
        assertThat(client.endings).containsExactly(CloseReason.DRAINING);
    }

    @Test
    void slowClientHearsNothingNewWhileItIsWaitedFor() {
        Client client = open(stage.aClient().overSse());
        client.link.stick();
        stage.publish("1");
        stage.settle();
        drain(Duration.ZERO);
        stage.settle();

        stage.publish("2");
        stage.broker.gap(NEWS, GapReason.INTERRUPTED);
        stage.settle();
        client.unstick();
        stage.settle();

        assertThat(client.heard()).containsExactly("subscribed", "1", "bye");
    }

    /** Its goodbye is its last word. */
    @Test
    void heartbeatIsNotToldAfterTheGoodbye() {
        Client client = open(stage.aClient().overSse().heartbeat(Duration.ofSeconds(1)));
        client.link.stick();
        stage.publish("1");
        stage.settle();
        drain(Duration.ZERO);
        stage.time.pass(Duration.ofSeconds(3));

        client.unstick();
        stage.settle();

        assertThat(client.heard()).endsWith("bye");
        assertThat(client.endings).containsExactly(CloseReason.DRAINING);
    }

    @Test
    void linkThatFailsAtTheGoodbyeEndsItsOwnSessionOnly() {
        Client broken = open(stage.aClient().overSse());
        Client well = open(stage.aClient().overSse());
        broken.link.breakWith(new IllegalStateException("broken"));

        CompletableFuture<Void> drained = drain(Duration.ZERO);
        stage.settle();

        assertThat(broken.endings).containsExactly(CloseReason.INTERNAL_ERROR);
        assertThat(well.endings).containsExactly(CloseReason.DRAINING);
        assertThat(well.heard()).containsExactly("subscribed", "bye");
        assertThat(drained).isCompleted();
        assertThat(faults).hasSize(1);
    }

    @Test
    void neighboursMayLeaveByThemselvesMeanwhile() {
        for (int i = 0; i < 10; i++) {
            open(stage.aClient());
        }
        CompletableFuture<Void> drained = drain(Duration.ofMillis(400));
        stage.time.pass(Duration.ofMillis(100));

        clients.forEach(Client::leave);
        stage.time.pass(Duration.ofSeconds(1));

        assertThat(drained).isCompleted();
        assertThat(clients).allSatisfy(client -> assertThat(client.endings).hasSize(1));
    }

    @Test
    void spreadsManyEvenlyOverThePeriodOnEachLoop() {
        for (int i = 0; i < 200; i++) {
            open(stage.aClient().on(i % 2 == 0 ? stage.loop : otherLoop));
        }
        Duration period = Duration.ofSeconds(4);

        CompletableFuture<Void> drained = drain(period);
        List<Long> goneEachQuarter = new ArrayList<>();
        for (int quarter = 1; quarter <= 4; quarter++) {
            stage.time.pass(period.dividedBy(4));
            goneEachQuarter.add(gone());
        }
        stage.settle();

        assertThat(goneEachQuarter.get(0)).isBetween(48L, 54L);
        assertThat(goneEachQuarter.get(1)).isBetween(98L, 104L);
        assertThat(goneEachQuarter.get(2)).isBetween(148L, 154L);
        assertThat(gone()).isEqualTo(200);
        assertThat(drained).isCompleted();
    }

    @Test
    void fewGoFasterThanThePeriodAllows() {
        for (int i = 0; i < 5; i++) {
            open(stage.aClient());
        }

        CompletableFuture<Void> drained = drain(Duration.ofMinutes(10));
        stage.time.pass(Duration.ofMillis(120));
        assertThat(gone()).isEqualTo(3);
        stage.time.pass(Duration.ofMillis(130));

        assertThat(gone()).isEqualTo(5);
        assertThat(drained).isCompleted();
    }

    @Test
    void whoComesInTheMiddleOfTheDrainIsSentAwayAndHoldsNothingUp() {
        for (int i = 0; i < 4; i++) {
            open(stage.aClient());
        }
        CompletableFuture<Void> drained = drain(Duration.ofSeconds(1));
        stage.time.pass(Duration.ofMillis(60));

        Client late = open(stage.aClient());
        Client lateElsewhere = open(stage.aClient().on(otherLoop).returning(new Resume.Everything()));
        stage.publish("1");
        stage.time.pass(Duration.ofSeconds(1));

        assertThat(List.of(late, lateElsewhere)).allSatisfy(client -> {
            assertThat(client.heard()).isEmpty();
            assertThat(client.endings).containsExactly(CloseReason.DRAINING);
        });
        assertThat(drained).isCompleted();
        assertThat(stage.broker.calls()).containsExactly("+news", "-news");
    }

    @Test
    void whoIsStillToLeaveIsServedAsBefore() {
        for (int i = 0; i < 40; i++) {
            open(stage.aClient());
        }
        drain(Duration.ofSeconds(2));
        stage.time.pass(Duration.ofSeconds(1));
        long goneBefore = gone();

        stage.publish("1");
        stage.settle();

        assertThat(clients.stream().filter(client -> client.heard().contains("1")))
                .hasSize((int) (40 - goneBefore));
        assertThat(goneBefore).isBetween(18L, 22L);
    }
}
