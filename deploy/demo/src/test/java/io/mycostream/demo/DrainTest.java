package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with two thousand clients is told to stop while another one runs: nobody misses or repeats an event. */
@Timeout(120)
class DrainTest {

    private static final int CLIENTS = 2_000;
    private static final Duration PERIOD = Duration.ofSeconds(4);
    private static final Duration BETWEEN_EVENTS = Duration.ofMillis(100);
    private static final String DEVICE = "lab-1";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    /** One client, who goes to the second gateway when the first one lets it go. */
    private static final class Wanderer {

        private final List<Integer> numbers = new ArrayList<>();
        private final List<String> others = new ArrayList<>();
        private final boolean webSocket;
        private String lastId = "";
        private WireClient connection;
        private long letGoNanos;

        Wanderer(int port, String token, boolean webSocket) throws IOException {
            this.webSocket = webSocket;
            connect(port, token);
        }

        void connect(int port, String token) throws IOException {
            connection = new WireClient(port, DEVICE, token, webSocket, lastId, this::heard);
        }

        private synchronized void heard(String message) {
            if (message.startsWith("id: ")) {
                lastId = message.substring("id: ".length());
                return;
            }
            JsonNode json = read(message);
            String type = json.path("type").asText("disconnected");
            if (type.equals("telemetry")) {
                numbers.add(json.path("data").path("n").intValue());
                lastId = json.path("message_id").asText(lastId);
            } else {
                others.add(
                        type.equals("connected") ? type + json.path("recovered").asText("") : type);
            }
        }

        synchronized boolean has(int number) {
            return !numbers.isEmpty() && numbers.getLast() >= number;
        }

        synchronized boolean connected() {
            return !others.isEmpty();
        }
    }

    @Test
    void everyClientIsToldNoneIsCutAndNoneMissesAnything() throws Exception {
        Map<String, String> settings =
                Map.of("gateway.limits.connections-per-user", "5000", "gateway.drain.period", PERIOD.toMillis() + "ms");
        try (GatewaysAtRedis gateways = new GatewaysAtRedis(folder);
                PlainPublisher publisher = new PlainPublisher(gateways.redis().port())) {
            List<GatewayProcess> both = gateways.start(2, settings);
            GatewayProcess leaving = both.getFirst();
            GatewayProcess staying = both.getLast();
            String here = leaving.tokens().issue("crowd", Duration.ofHours(1));
            String there = staying.tokens().issue("crowd", Duration.ofHours(1));
            Wanderer resident = new Wanderer(staying.port(), there, false);
            List<Wanderer> crowd = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                crowd.add(new Wanderer(leaving.port(), here, i % 2 == 0));
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> crowd.stream().allMatch(Wanderer::connected));
            await().until(resident::connected);

            AtomicBoolean over = new AtomicBoolean();
            int[] published = {0};
            Thread publishing = Thread.ofPlatform().start(() -> {
                while (!over.get()) {
                    publish(publisher, ++published[0]);
                    await().pollInterval(Duration.ofMillis(10))
                            .during(BETWEEN_EVENTS)
                            .until(() -> true);
                }
            });
            await().atMost(Duration.ofSeconds(30)).until(() -> crowd.stream().allMatch(client -> client.has(3)));
            leaving.process().terminate();
            long told = System.nanoTime();
            await().atMost(Duration.ofSeconds(2)).until(() -> !leaving.process().isUp(gateways.http(), "ready"));
            List<Thread> moves = new ArrayList<>();
            for (Wanderer client : crowd) {
                moves.add(Thread.ofVirtual().start(() -> move(client, staying.port(), there)));
            }
            for (Thread move : moves) {
                assertThat(move.join(Duration.ofSeconds(60))).isTrue();
            }
            assertThat(leaving.process().ended().get(10, TimeUnit.SECONDS)).isIn(0, 143);
            Duration took = Duration.ofNanos(System.nanoTime() - told);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> crowd.stream().allMatch(client -> client.others.size() > 1));
            over.set(true);
            publishing.join();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> crowd.stream().allMatch(client -> client.has(published[0])));

            assertThat(took).isLessThan(PERIOD.plusSeconds(10));
            assertThat(crowd).allSatisfy(client -> {
                assertThat(client.numbers)
                        .as(() -> client.webSocket + " " + client.others + " " + client.lastId)
                        .isEqualTo(IntStream.rangeClosed(client.numbers.getFirst(), published[0])
                                .boxed()
                                .toList());
                assertThat(client.others)
                        .isEqualTo(
                                client.webSocket
                                        ? List.of("connected", "connectedtrue")
                                        : List.of("connected", "disconnected", "connectedtrue"));
            });
            assertThat(spread(crowd, told))
                    .as("clients let go in each quarter of the period: never twice as many as evenly")
                    .allSatisfy(quarter -> assertThat(quarter).isBetween(1, CLIENTS / 2));
            for (Wanderer client : crowd) {
                client.connection.close();
            }
            resident.connection.close();
        }
    }

    /** Waits until the client has been let go, and takes it elsewhere. */
    private static void move(Wanderer client, int port, String token) {
        try {
            client.connection.endsWithin(Duration.ofSeconds(30));
            client.letGoNanos = System.nanoTime();
            assertThat(client.connection.end())
                    .isEqualTo(client.webSocket ? WireClient.WEBSOCKET_SHUTDOWN : WireClient.WHOLE_SSE_END);
            client.connection.close();
            client.connect(port, token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Integer> spread(List<Wanderer> crowd, long told) {
        int[] quarters = new int[4];
        for (Wanderer client : crowd) {
            long quarter = 4 * (client.letGoNanos - told) / PERIOD.toNanos();
            quarters[(int) Math.clamp(quarter, 0, 3)]++;
        }
        return IntStream.of(quarters).boxed().toList();
    }

    private static void publish(PlainPublisher publisher, int number) {
        try {
            publisher.publish(DEVICE, "event-" + number, "{\"n\":" + number + "}");
            publisher.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(String message) {
        try {
            return JSON.readTree(message);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + message, e);
        }
    }
}
