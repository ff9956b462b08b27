package io.mycostream.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many connections one user may hold is counted over all gateways. COM-20, COM-21.
 *
 * <p>Three gateways are started once; the tests that end two of them come last.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConnectionCapTest {

    private static final int GATEWAYS = 3;
    private static final int CAP = 10;
    private static final int ATTEMPTS = 1_000;
    private static final Duration LEASE = Duration.ofSeconds(4);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration UNTIL_FREE = Duration.ofSeconds(5);

    private final List<GatewayProcess> gateways = new ArrayList<>();
    private final List<BareClient> inside = new ArrayList<>();
    private GatewaysAtRedis scene;
    private String token;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        scene = new GatewaysAtRedis(folder);
        for (int i = 0; i < GATEWAYS; i++) {
            // one key for all, and time for the answers of a machine that runs all of this at once
            Map<String, String> settings = new HashMap<>();
            settings.put("gateway.limits.lease", LEASE.toString());
            settings.put("gateway.limits.answer-timeout", "5s");
            settings.put("gateway.drain.period", "1s");
            if (!gateways.isEmpty()) {
                Path key = gateways.getFirst().tokens().publicKey();
                settings.put("mp.jwt.verify.publickey.location", key.toUri().toString());
            }
            gateways.add(scene.launch(settings));
        }
        for (GatewayProcess gateway : gateways) {
            scene.awaitReady(gateway);
            await().atMost(LIMIT).until(() -> metric(gateway, "stream_limits_shared") == 1);
        }
        token = gateways.getFirst().tokens().issue("ana", Duration.ofHours(1));
    }

    @AfterEach
    void leave() throws IOException {
        for (BareClient client : inside) {
            client.close();
        }
        inside.clear();
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    @Order(1)
    void exactlyTheCapGetsInOfAThousandAtOnceAndNothingIsLeftAfterAThousandVisits() throws Exception {
        List<String> refusals = attemptAllAtOnce();

        assertThat(inside).hasSize(CAP);
        assertThat(refusals).hasSize(ATTEMPTS - CAP).containsOnly("1008 Connection limit exceeded", "429");
        assertThat(total("stream_places{scope=\"user\"}")).isEqualTo(CAP);

        inside.getFirst().reset();
        await().atMost(UNTIL_FREE).pollInterval(Duration.ofMillis(50)).until(() -> entersAt(gateways.getLast()));
        leave();
        assertNothingIsLeft();

        assertThat(visitAThousandTimes()).as("visits that were let in").isGreaterThan(ATTEMPTS / 2);
        assertNothingIsLeft();
    }

    // COM-21
    @Test
    @Order(2)
    void thePlacesOfAGatewayThatIsToldToStopAreFreeAtOnce() throws Exception {
        takeAllPlacesAt(gateways.getFirst());

        gateways.getFirst().process().terminate();

        await().atMost(UNTIL_FREE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(places()).isEqualTo("*0"));
    }

    // COM-21
    @Test
    @Order(3)
    void thePlacesOfAGatewayThatWasKilledAreFreeWhenTheirLeaseIsOver() throws Exception {
        takeAllPlacesAt(gateways.get(1));

        gateways.get(1).process().kill();

        await().atMost(LEASE.plusSeconds(1))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> entersAt(gateways.getLast()));
    }

    private void takeAllPlacesAt(GatewayProcess gateway) throws IOException {
        for (int i = 0; i < CAP; i++) {
            inside.add(BareClient.open(gateway.port(), i % 2 == 0, token));
        }
        assertThat(inside).allMatch(client -> client.answer().equals(BareClient.LET_IN));
        assertThat(entersAt(gateways.getLast())).isFalse();
    }

    /** Returns how those were answered who were not let in; the others are inside. */
    private List<String> attemptAllAtOnce() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<BareClient>> attempts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < ATTEMPTS; i++) {
                int port = gateways.get(i % GATEWAYS).port();
                boolean overWebSocket = i % 2 == 0;
                attempts.add(threads.submit(() -> {
                    assertThat(start.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
                    return BareClient.open(port, overWebSocket, token);
                }));
            }
            start.countDown();
        }
        List<String> refusals = new ArrayList<>();
        for (Future<BareClient> attempt : attempts) {
            BareClient client = attempt.get();
            if (client.answer().equals(BareClient.LET_IN)) {
                inside.add(client);
            } else {
                refusals.add(client.answer());
                client.close();
            }
        }
        return refusals;
    }

    /** Comes and goes over every gateway and transport, ending in every way; returns how often it was let in. */
    private int visitAThousandTimes() throws Exception {
        List<Future<Integer>> lanes = new ArrayList<>();
        int width = 8;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int lane = 0; lane < width; lane++) {
                int first = lane;
                lanes.add(threads.submit(() -> {
                    int letIn = 0;
                    for (int visit = first; visit < ATTEMPTS; visit += width) {
                        letIn += visit(visit) ? 1 : 0;
                    }
                    return letIn;
                }));
            }
        }
        int letIn = 0;
        for (Future<Integer> lane : lanes) {
            letIn += lane.get();
        }
        return letIn;
    }

    private boolean visit(int number) throws IOException {
        boolean overWebSocket = number % 2 == 0;
        BareClient client = BareClient.open(gateways.get(number % GATEWAYS).port(), overWebSocket, token);
        switch (number % 5) {
            case 0, 1 -> client.reset();
            case 2, 3 -> client.close();
            default -> {
                if (overWebSocket) {
                    client.sayGoodbye();
                } else {
                    client.close();
                }
            }
        }
        return client.answer().equals(BareClient.LET_IN);
    }

    private boolean entersAt(GatewayProcess gateway) throws IOException {
        BareClient client = BareClient.open(gateway.port(), true, token);
        inside.add(client);
        return client.answer().equals(BareClient.LET_IN);
    }

    private void assertNothingIsLeft() {
        await().atMost(UNTIL_FREE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            assertThat(places()).as("keys of places").isEqualTo("*0");
            for (String gauge : List.of(
                    "stream_places{scope=\"user\"}",
                    "stream_places{scope=\"node\"}",
                    "stream_users",
                    "stream_connections{transport=\"websocket\"}",
                    "stream_connections{transport=\"sse\"}")) {
                assertThat(total(gauge)).as(gauge).isZero();
            }
        });
    }

    /** The keys under which Redis keeps places, as Redis says them. */
    private String places() throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), scene.redis().port())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream().write("KEYS mycostream:places:*\r\nQUIT\r\n".getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            return answer.replace("+OK\r\n", "").strip();
        }
    }

    private double total(String name) throws IOException, InterruptedException {
        double sum = 0;
        for (GatewayProcess gateway : gateways) {
            sum += metric(gateway, name);
        }
        return sum;
    }

    private double metric(GatewayProcess gateway, String name) throws IOException, InterruptedException {
        URI metrics = gateway.process().health().resolve("../metrics");
        HttpRequest request = HttpRequest.newBuilder(metrics).timeout(LIMIT).build();
        return scene.http()
                .send(request, BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + ' '))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no metric is called " + name));
    }
}
