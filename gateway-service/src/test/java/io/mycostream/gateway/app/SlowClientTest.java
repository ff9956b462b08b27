package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that does not read costs its queue, and itself the oldest events; nobody else anything. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class SlowClientTest {

    private static final int EVENTS = 20_000;
    private static final int BATCH = 200;
    private static final int QUEUE_SIZE = 500;

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @Inject
    Readings metrics;

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    // COM-23
    @Test
    void losesItsOldestEventsOverWebSocket() {
        SocketWire slow = lab.keep(SocketWire.open(
                Wire.to(lab.port(), 8_192), lab.port(), "/ws/devices/mushroom1?token=" + tokens.ofSomebody()));
        slow.next();

        losesItsOldestEvents(() -> Json.read(slow.nextBesidesPings().text()));
    }

    // COM-23
    @Test
    void losesItsOldestEventsOverSse() {
        Wire wire = lab.keep(Wire.to(lab.port(), 8_192));
        wire.send("GET /api/stream/devices/mushroom1?token=" + tokens.ofSomebody() + " HTTP/1.1\r\nHost: x\r\n\r\n");
        HttpWire slow = HttpWire.answer(wire);
        slow.next();

        losesItsOldestEvents(() -> Json.read(slow.next().data()));
    }

    private void losesItsOldestEvents(Supplier<JsonNode> slow) {
        double droppedBefore = metrics.dropped("outbox_full");
        double slowBefore = metrics.count("stream.slow_consumers", "policy", "any");
        SocketClient fast = lab.socket("mushroom1");
        fast.next();

        long started = System.nanoTime();
        for (int n = 0; n < EVENTS; n += BATCH) {
            lab.publishAll("mushroom1", n, n + BATCH, "x".repeat(1_000));
            for (int i = n; i < n + BATCH; i++) {
                assertThat(fast.next().path("data").path("n").intValue()).isEqualTo(i);
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .as("nobody waits for the slow one")
                .isLessThan(Duration.ofSeconds(30));
        double dropped = metrics.dropped("outbox_full") - droppedBefore;
        assertThat(dropped).isPositive();
        assertThat(metrics.count("stream.slow_consumers", "policy", "any")).isEqualTo(slowBefore + 1);

        List<Integer> late = new ArrayList<>();
        while (late.isEmpty() || late.getLast() < EVENTS - 1) {
            late.add(slow.get().path("data").path("n").intValue());
        }
        assertThat(late).isSorted().doesNotHaveDuplicates();
        assertThat(late.size() + dropped).as("delivered or counted").isEqualTo(EVENTS);
        assertThat(late.subList(late.size() - QUEUE_SIZE, late.size()))
                .as("what waited are the latest, without a gap")
                .isEqualTo(lastOf(QUEUE_SIZE));
        lab.publish("mushroom1", "{\"n\":" + EVENTS + "}");
        assertThat(slow.get().path("data").path("n").intValue()).isEqualTo(EVENTS);
    }

    private static List<Integer> lastOf(int count) {
        List<Integer> last = new ArrayList<>();
        for (int n = EVENTS - count; n < EVENTS; n++) {
            last.add(n);
        }
        return last;
    }
}
