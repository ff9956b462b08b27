package io.mycostream.ingest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.mycostream.ingest.retry.Backoff;
import io.mycostream.publisher.Event;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BacklogTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Outlet outlet = new Outlet();
    private final Backlog backlog = backlog(100);

    @AfterEach
    void close() {
        outlet.open();
        backlog.close();
    }

    @Test
    void tellsWhenTheSenderMayForgetAnEvent() {
        outlet.shut();
        List<String> forgettable = new CopyOnWriteArrayList<>();
        try (Backlog small = backlog(1)) {
            small.hand(event("a", 0), () -> forgettable.add("gave way"));
            small.hand(event("a", 1), () -> forgettable.add("published"));
            await().atMost(SOON).until(() -> small.dropped() == 1);
            assertThat(forgettable).isEmpty();

            outlet.open();

            await().atMost(SOON).untilAsserted(() -> assertThat(forgettable).containsExactly("published"));
        }
    }

    @Test
    void forwardsInOrder() {
        List<Event> events = events(90);

        events.forEach(backlog::hand);

        await().atMost(SOON).until(() -> backlog.published() == 90);
        assertThat(outlet.taken()).isEqualTo(events);
        assertThat(backlog.depth()).isZero();
        assertThat(backlog.retried()).isZero();
        assertThat(backlog.dropped()).isZero();
    }

    @Test
    void keepsEventsWhileRedisIsAwayAndDeliversThemInOrderWithTheirIdsWhenItIsBack() {
        List<Event> events = events(90);
        outlet.shut();

        events.forEach(backlog::hand);
        await().atMost(SOON).until(() -> backlog.retried() > 2);

        assertThat(backlog.trouble()).isEqualTo("shut");
        assertThat(backlog.depth()).isEqualTo(90);

        outlet.open();

        await().atMost(SOON).untilAsserted(() -> assertThat(ids(outlet.taken())).isEqualTo(ids(events)));
        assertThat(outlet.taken()).allMatch(Event::replayed);
        await().atMost(SOON).until(() -> backlog.trouble() == null && backlog.depth() == 0);
        assertThat(backlog.published()).isEqualTo(90);
    }

    @Test
    void pausesBetweenAttemptsWhileRedisIsAway() {
        Backoff longPauses = new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(1));
        try (Backlog patient = new Backlog(outlet, 100, longPauses, Duration.ofSeconds(1))) {
            outlet.shut();

            patient.hand(event("a", 1));

            await().atMost(SOON).until(() -> patient.retried() == 1);
            await().during(Duration.ofMillis(200)).atMost(SOON).until(() -> patient.retried() == 1);
        }
    }

    @Test
    void letsTheOldestGiveWayWhenFullAndCountsThem() {
        List<Event> events = events(130);
        outlet.shut();

        events.forEach(backlog::hand);
        assertThat(backlog.depth()).isEqualTo(100);
        // an attempt with one that has given way may be under way; the one after it is of those that are left
        long attempts = backlog.retried();
        await().atMost(SOON).until(() -> backlog.retried() >= attempts + 2);
        outlet.open();

        await().atMost(SOON).until(() -> backlog.depth() == 0);
        assertThat(ids(outlet.taken())).isEqualTo(ids(events.subList(30, 130)));
        assertThat(backlog.dropped()).isEqualTo(30);
        assertThat(backlog.published()).isEqualTo(100);
    }

    @Test
    void nothingOvertakesAnEventThatFailed() {
        Event failing = event("a", 1);
        Event other = event("b", 2);
        Event behind = event("a", 3);
        outlet.hold();
        outlet.refuseOnce(failing);

        backlog.hand(failing);
        backlog.hand(behind);
        backlog.hand(other);
        outlet.open();

        await().atMost(SOON).until(() -> backlog.published() == 3);
        assertThat(numbers(outlet.taken(), "device:a")).containsExactly(1, 3);
        assertThat(numbers(outlet.taken(), "device:b")).containsExactly(2);
    }

    @Test
    void takesBackWhatIsUnderWayBehindAnEventThatFails() {
        Event first = event("a", 1);
        Event behind = event("a", 2);
        outlet.hold();
        backlog.hand(first);
        backlog.hand(behind);
        await().atMost(SOON).until(() -> outlet.held() == 2);

        outlet.failFirst();
        outlet.open();

        await().atMost(SOON).until(() -> backlog.published() == 2);
        assertThat(numbers(outlet.taken(), "device:a")).containsExactly(1, 2);
    }

    @Test
    void leavesNoTreeToWaitForRedis() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode().put("n", 7);

        backlog.hand(Event.of("devices:telemetry", tree, "device:a"));

        await().atMost(SOON).until(() -> backlog.published() == 1);
        assertThat(outlet.taken()).singleElement().extracting(Event::data).isInstanceOf(RawValue.class);
    }

    @Test
    void dropsWhatIsNoJsonObjectAndLetsItsSenderForgetIt() {
        List<String> told = new CopyOnWriteArrayList<>();
        Event event = Event.of("devices:telemetry", List.of(1), "device:a");

        backlog.hand(event, () -> told.add("dropped"));
        backlog.hand(event("a", 1), () -> told.add("published"));

        await().atMost(SOON).untilAsserted(() -> assertThat(told).containsExactly("dropped", "published"));
        assertThat(backlog.counts().lost(LossReason.UNPUBLISHABLE)).isEqualTo(1);
    }

    @Test
    void knowsAnEventAgainAndTellsBothWhoSentIt() {
        List<String> told = new CopyOnWriteArrayList<>();
        Event event = event("a", 1);
        outlet.hold();

        backlog.hand(event, () -> told.add("first"));
        backlog.hand(event, () -> told.add("second"));
        assertThat(told).isEmpty();
        outlet.open();
        await().atMost(SOON).untilAsserted(() -> assertThat(told).containsExactly("first", "second"));
        backlog.hand(event, () -> told.add("third"));

        assertThat(told).containsExactly("first", "second", "third");
        assertThat(outlet.taken()).containsExactly(event);
        assertThat(backlog.counts().repeated()).isEqualTo(2);
    }

    @Test
    void readingsGiveWayBeforeAlarms() {
        outlet.shut();
        List<Event> alarms = IntStream.range(0, 50)
                .mapToObj(n -> Event.of("alerts:fire", Map.of("n", n), "device:a"))
                .toList();
        alarms.forEach(backlog::hand);
        await().atMost(SOON).until(() -> backlog.retried() > 0);

        List<Event> readings = events(130);
        readings.forEach(backlog::hand);
        await().atMost(SOON).until(() -> backlog.dropped() == 80);
        outlet.open();

        await().atMost(SOON).until(() -> backlog.depth() == 0);
        assertThat(ids(outlet.taken())).containsAll(ids(alarms)).containsAll(ids(readings.subList(80, 130)));
        assertThat(backlog.counts().lost(LossReason.MEMORY_FULL)).isEqualTo(80);
    }

    @Test
    void dropsAnEventThatCanNeverBePublishedAndGoesOn() {
        Event impossible = event("a", 1);
        Event next = event("a", 2);
        outlet.refuseForEver(impossible);

        backlog.hand(impossible);
        backlog.hand(next);

        await().atMost(SOON).until(() -> backlog.depth() == 0);
        assertThat(ids(outlet.taken())).containsExactly(next.messageId());
        assertThat(backlog.dropped()).isEqualTo(1);
        assertThat(backlog.published()).isEqualTo(1);
    }

    @Test
    void forwardsWhatWaitsBeforeItEnds() {
        List<Event> events = events(50);
        outlet.hold();
        events.forEach(backlog::hand);
        await().atMost(SOON).until(() -> outlet.held() > 0);
        Thread opening = Thread.ofVirtual().start(outlet::open);

        backlog.close();

        assertThat(opening).isNotNull();
        assertThat(outlet.taken()).isEqualTo(events);
        assertThat(backlog.isForwarding()).isFalse();
    }

    @Test
    void endsWithinItsLimitAndCountsWhatIsLost() {
        outlet.shut();
        events(50).forEach(backlog::hand);

        long before = System.nanoTime();
        backlog.close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        assertThat(backlog.dropped()).isEqualTo(50);
        assertThat(outlet.taken()).isEmpty();
    }

    @Test
    void takesNothingOnceItIsClosed() {
        backlog.close();

        backlog.hand(event("a", 1));

        assertThat(backlog.depth()).isZero();
        assertThat(backlog.dropped()).isEqualTo(1);
    }

    @Test
    void refusesACapacityThatHoldsNothing() {
        assertThatThrownBy(() -> backlog(0)).hasMessageContaining("capacity");
    }

    private Backlog backlog(int capacity) {
        Backoff backoff = new Backoff(Duration.ofMillis(10), Duration.ofMillis(50));
        return new Backlog(outlet, capacity, backoff, Duration.ofMillis(500));
    }

    private static List<String> ids(List<Event> events) {
        return events.stream().map(Event::messageId).toList();
    }

    private static List<Object> numbers(List<Event> events, String source) {
        return events.stream()
                .filter(event -> source.equals(event.source()))
                .map(event -> (Object) Integer.valueOf(event.toEnvelope().data().replaceAll("\\D", "")))
                .toList();
    }

    private static List<Event> events(int count) {
        return IntStream.range(0, count).mapToObj(n -> event("a", n)).toList();
    }

    private static Event event(String source, int n) {
        // as the backlog keeps it
        return Event.of("devices:telemetry", Map.of("n", n), "device:" + source).checked();
    }
}
