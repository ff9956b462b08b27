package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.local.RedisServer;
import io.mycostream.sim.board.BoardKind;
import io.mycostream.sim.board.BoardSettings;
import io.mycostream.sim.line.SimulatedLine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A board that is stopped says so to everybody: from the board's own event on a line to the channel in a real Redis. */
@Timeout(90)
class EmergencyStopTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SPOOLED = "ingest_publications_total{outcome=\"spooled\"}";

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private RedisServer redis;
    private SimulatedLine board;

    @BeforeEach
    void plugIn() {
        redis = RedisServer.start();
        board = SimulatedLine.of(BoardKind.SIDE_A)
                .settings(BoardSettings.builder()
                        .deviceId("stopped")
                        .rateHz(5)
                        .console(false)
                        .build())
                .plugIn();
    }

    @AfterEach
    void unplug() {
        board.close();
        redis.close();
        http.close();
    }

    @Test
    void isSeenOnItsChannel() throws Exception {
        try (IngestProcess ingest = ingest("1")) {
            stop(ingest);

            await().atMost(LIMIT).until(() -> !events().isEmpty());
            assertThat(events()).singleElement().satisfies(envelope -> {
                assertThat(envelope.path("source").asText()).isEqualTo("device:stopped");
                assertThat(envelope.has("replayed")).isFalse();
                assertThat(envelope.path("data")).isEqualTo(JSON.readTree("""
                        {"device_id":"stopped","event":{"event":"estop_activated"},"kind":"json","link":"%s","process":"lab"}
                        """.formatted(board.path())));
            });
            assertThat(metric(ingest, "ingest_events_total{kind=\"json\"}")).isEqualTo(1);
        }
    }

    @Test
    void isSeenAfterwardsWhenRedisWasAwayAndTheServiceWasKilled() throws Exception {
        try (IngestProcess ingest = ingest("1")) {
            awaitBoard(ingest);
            redis.kill();
            stop(ingest);
            // what the board measures afterwards stands behind it
            double before = metric(ingest, SPOOLED);
            await().atMost(LIMIT).until(() -> metric(ingest, SPOOLED) > before + 5);
            ingest.process().kill();
        }
        board.silence();
        redis.restart();

        try (IngestProcess _ = ingest("2")) {
            await().atMost(LIMIT).until(() -> !events().isEmpty());
            assertThat(events()).singleElement().satisfies(envelope -> {
                assertThat(envelope.path("replayed").asBoolean()).isTrue();
                assertThat(envelope.path("data").path("event").path("event").asText())
                        .isEqualTo("estop_activated");
            });
        }
    }

    private IngestProcess ingest(String run) throws IOException, InterruptedException {
        IngestProcess ingest = new IngestProcess(
                redis,
                Files.createDirectory(folder.resolve(run)),
                Map.of(
                        "ingest.name",
                        "lab",
                        "ingest.serial.ports",
                        board.path().toString(),
                        "ingest.spool.directory",
                        folder.resolve("spool").toString()));
        ingest.process().awaitReady(http, LIMIT);
        return ingest;
    }

    private void awaitBoard(IngestProcess ingest) {
        await().atMost(LIMIT)
                .until(() -> http.send(request(ingest, "").build(), BodyHandlers.ofString())
                                .statusCode()
                        == 200);
    }

    /** Has the board stop, and waits until it says that it has. */
    private void stop(IngestProcess ingest) throws IOException, InterruptedException {
        awaitBoard(ingest);
        HttpRequest stop = request(ingest, "/commands?wait=20000")
                .POST(BodyPublishers.ofString("{\"command\":\"estop\"}"))
                .build();
        JsonNode answer = JSON.readTree(http.send(stop, BodyHandlers.ofString()).body());
        assertThat(answer.path("outcome").asText()).as(answer.toString()).isEqualTo("acknowledged");
    }

    private static HttpRequest.Builder request(IngestProcess ingest, String path) {
        return HttpRequest.newBuilder(URI.create(ingest.api("/api/devices/stopped" + path)))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + ingest.token())
                .header("Content-Type", "application/json");
    }

    private double metric(IngestProcess ingest, String name) throws IOException, InterruptedException {
        return GatewayMetrics.of(ingest.process(), http).value(name);
    }

    private List<JsonNode> events() {
        return redis.ask("XRANGE", "mycostream:{devices:events}:history", "-", "+")
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(EmergencyStopTest::read)
                .toList();
    }

    private static JsonNode read(String envelope) {
        try {
            return JSON.readTree(envelope);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + envelope, e);
        }
    }
}
