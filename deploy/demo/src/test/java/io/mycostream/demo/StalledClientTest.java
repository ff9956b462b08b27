package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One client that stops reading costs the gateway no more than its bound, and the others nothing. */
@Timeout(600)
class StalledClientTest {

    private static final int MESSAGES = 300_000;

    /** How often the client stops while what it costs is measured. */
    private static final int STOPS = 3;

    /** So many that what they need for the first time does not count as the stalled client's. */
    private static final int WARMING_UP = 150_000;

    /** The default of {@code gateway.limits.queue-bytes}. The queue's other bound is out of the way. */
    private static final long BOUND_BYTES = 1 << 20;

    private static final Map<String, String> SETTINGS = Map.of("gateway.limits.queue-size", "1000000");

    /**
     * A collection frees what it may, at whatever time; no more objects are kept for reuse than are in use, however large a
     * burst was; and the heap has its full size from the start, so that the process does not grow by what is not alive.
     */
    private static final List<String> STEADY = List.of(
            "-XX:SoftRefLRUPolicyMSPerMB=0",
            "-Dio.netty.recycler.maxCapacityPerThread=0",
            "-Xms64m",
            "-XX:+AlwaysPreTouch");

    /** What reuse adds to a waiting frame, 24 bytes, for more frames than wait. */
    private static final long REUSE_BYTES = 24 * 2_500;

    /** Short rounds, many of them: what else the machine does comes upon some of them and not upon most. */
    private static final int ROUNDS = 20;

    private static final int ROUND = 1_000;

    /** A fifth of what two CPUs hold, so that the messages wait for the gateway and not for a CPU. */
    private static final Duration PACE = Duration.ofNanos(500_000);

    private static final int FILL = 10_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private GatewaysAtRedis gateways;
    private Traffic traffic;

    @BeforeEach
    void open() throws Exception {
        gateways = new GatewaysAtRedis(folder);
        traffic = new Traffic(gateways.redis().port());
    }

    @AfterEach
    void close() throws Exception {
        traffic.close();
        gateways.close();
    }

    /** A gateway with clients that read and one that may stop. */
    private record Side(GatewayProcess gateway, Traffic.Readers readers, PausingClient client)
            implements AutoCloseable {

        @Override
        public void close() throws IOException {
            client.close();
        }
    }

    @Test
    void costsItsBoundAndDelaysNobody(TestReporter figures) throws Exception {
        List<GatewayProcess> twins = gateways.start(2, SETTINGS, STEADY);
        try (Side one = side(twins.getFirst())) {
            traffic.flood(WARMING_UP);
            costsItsBound(one, figures);
            try (Side other = side(twins.getLast())) {
                delaysNobody(one, other, figures);

                assertThat(one.client.connected()).isTrue();
                assertThat(other.client.connected()).isTrue();
            }
        }
    }

    /**
     * What is alive, after messages of which the client has read none, each time, and what the whole process has grown by,
     * most times: once in a while the JVM takes memory for itself, to compile for example, and comes upon one of them. No
     * allowance is made for anything else.
     */
    private void costsItsBound(Side side, TestReporter figures) throws Exception {
        List<Long> growths = new ArrayList<>();
        for (int stop = 0; stop < STOPS; stop++) {
            growths.add(growthWhileStopped(side, figures));
            side.client.goOn();
        }
        Collections.sort(growths);
        assertThat(growths.get(STOPS / 2))
                .as("what the process has grown by, median of %s", growths)
                .isLessThan(BOUND_BYTES);
    }

    private long growthWhileStopped(Side side, TestReporter figures) throws Exception {
        awaitAllRead(side);
        awaitHistoryWritten(side);
        double droppedBefore = dropped(metrics(side));
        Footprint before = Footprint.of(side.gateway.process(), gateways.http());

        side.client.stop();
        traffic.flood(MESSAGES);
        awaitHistoryWritten(side);
        Footprint after = Footprint.of(side.gateway.process(), gateways.http());
        figures.publishEntry("with a stalled client, bytes", after + " after " + before);

        GatewayMetrics metrics = metrics(side);
        assertThat(dropped(metrics) - droppedBefore)
                .as("given up for the client")
                .isGreaterThan(MESSAGES * 0.9);
        assertThat(metrics.value("stream_outbox_bytes"))
                .as("what waits for it, as the gateway counts")
                .isBetween(BOUND_BYTES / 2.0, (double) BOUND_BYTES);
        assertThat(after.alive() - before.alive())
                .as("what it has cost: %s, then %s", before, after)
                .isBetween(BOUND_BYTES / 2, BOUND_BYTES - REUSE_BYTES);
        // the heap had its full size before, so what has come into it does not show outside
        return after.resident() - before.resident() + after.heap() - before.heap();
    }

    /**
     * The same messages go through two gateways at the same time, so that both have the same machine under them, and first
     * the one has a stalled client, then the other.
     */
    private void delaysNobody(Side one, Side other, TestReporter figures) throws Exception {
        one.client.stop();
        traffic.flood(2 * FILL);
        compare(one, other, figures);

        one.client.goOn();
        other.client.stop();
        double before = dropped(metrics(other));
        while (dropped(metrics(other)) == before) {
            traffic.flood(FILL);
        }
        compare(other, one, figures);
    }

    private void compare(Side with, Side without, TestReporter figures) throws Exception {
        awaitAllRead(without);
        double droppedWith = dropped(metrics(with));
        double droppedWithout = dropped(metrics(without));
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            traffic.stream(ROUND, PACE);
            ratios.add((double) with.readers.p99(ROUND) / without.readers.p99(ROUND));
        }
        assertThat(dropped(metrics(with)) - droppedWith)
                .as("given up for the client")
                .isGreaterThan(ROUNDS * ROUND * 0.9);
        assertThat(dropped(metrics(without))).isEqualTo(droppedWithout);
        Collections.sort(ratios);
        figures.publishEntry("p99 with a stalled client to p99 without, by rounds", ratios.toString());
        assertThat(ratios.get(ROUNDS / 2))
                .as("p99 of the others with a stalled client to that without, median of %s", ratios)
                .isLessThan(2);
    }

    private Side side(GatewayProcess gateway) throws Exception {
        String token = gateway.tokens().issue("crowd", Duration.ofHours(1));
        Traffic.Readers readers = traffic.join(gateway.port(), token);
        PausingClient client = new PausingClient(gateway.port(), Traffic.DEVICE, token);
        Side side = new Side(gateway, readers, client);
        await().atMost(LIMIT)
                .until(() -> metrics(side).value("stream_connections{transport=\"websocket\"}")
                        == readers.all().size() + 1);
        return side;
    }

    private void awaitAllRead(Side side) {
        await().atMost(LIMIT).until(() -> metrics(side).value("stream_frames_bytes{state=\"used\"}") == 0);
    }

    /** What was only PUBLISHed the gateway enters into the history, beside its delivery and perhaps behind it. */
    private void awaitHistoryWritten(Side side) {
        await().atMost(LIMIT).until(() -> {
            GatewayMetrics metrics = metrics(side);
            return metrics.value("stream_broker_history_total{outcome=\"entered\"}")
                            + metrics.value("stream_broker_history_total{outcome=\"not_entered\"}")
                    == traffic.published();
        });
    }

    private GatewayMetrics metrics(Side side) throws IOException, InterruptedException {
        return GatewayMetrics.of(side.gateway.process(), gateways.http());
    }

    private static double dropped(GatewayMetrics metrics) {
        return metrics.value("stream_publications_dropped_total{reason=\"outbox_full\"}");
    }
}
