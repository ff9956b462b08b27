package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
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

        losesItsOldestEvents(false, () -> Json.read(slow.nextBesidesPings().text()));
    }

    // COM-23
    @Test
    void losesItsOldestEventsOverSse() {
        Wire wire = lab.keep(Wire.to(lab.port(), 8_192));
        wire.send("GET /api/stream/devices/mushroom1?token=" + tokens.ofSomebody() + " HTTP/1.1\r\nHost: x\r\n\r\n");
        HttpWire slow = HttpWire.answer(wire);
        slow.next();

        losesItsOldestEvents(true, () -> Json.read(slow.next().data()));
    }

    // COM-23: over HTTP/2 the stream's window is what is full, and the connection's other streams go on
    @Test
    void losesItsOldestEventsOverHttp2() {
        Http2Client client = lab.http2(false);
        Http2Client.Stream slow = client.open("/api/stream/devices/mushroom1?token=" + tokens.ofSomebody());
        Http2Client.Stream other = client.open("/api/stream/devices/mushroom2?token=" + tokens.ofSomebody());
        slow.next();
        other.next();
        slow.pause();
        AtomicBoolean paused = new AtomicBoolean(true);

        losesItsOldestEvents(true, () -> {
            if (paused.compareAndSet(true, false)) {
                lab.publish("mushroom2", "{}");
                assertThat(other.next().event()).isEqualTo("telemetry");
                slow.resume();
            }
            return Json.read(slow.next().data());
        });
    }

    /**
     * @param told whether a client of its kind can be told of a gap
     */
    private void losesItsOldestEvents(boolean told, Supplier<JsonNode> slow) {
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
        List<Integer> afterGaps = new ArrayList<>();
        boolean gap = false;
        while (late.isEmpty() || late.getLast() < EVENTS - 1) {
            JsonNode message = slow.get();
            if (message.path("type").textValue().equals("gap")) {
                assertThat(message.path("reason").textValue()).isEqualTo("slow_consumer");
                gap = true;
                continue;
            }
            int n = message.path("data").path("n").intValue();
            if (gap) {
                afterGaps.add(n);
                gap = false;
            }
            late.add(n);
        }
        assertThat(afterGaps)
                .as("a gap is told where it is, and nowhere else")
                .isEqualTo(told ? holes(late) : List.of());
        assertThat(late).isSorted().doesNotHaveDuplicates();
        assertThat(late.size() + dropped).as("delivered or counted").isEqualTo(EVENTS);
        assertThat(late.subList(late.size() - QUEUE_SIZE, late.size()))
                .as("what waited are the latest, without a gap")
                .isEqualTo(lastOf(QUEUE_SIZE));
        lab.publish("mushroom1", "{\"n\":" + EVENTS + "}");
        assertThat(slow.get().path("data").path("n").intValue()).isEqualTo(EVENTS);
    }

    /** The numbers that do not follow their predecessor. */
    private static List<Integer> holes(List<Integer> numbers) {
        return IntStream.range(1, numbers.size())
                .filter(i -> numbers.get(i) != numbers.get(i - 1) + 1)
                .mapToObj(numbers::get)
                .toList();
    }

    private static List<Integer> lastOf(int count) {
        List<Integer> last = new ArrayList<>();
        for (int n = EVENTS - count; n < EVENTS; n++) {
            last.add(n);
        }
        return last;
    }
}
