package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.local.PseudoTerminal;
import io.mycostream.local.RedisServer;
import io.mycostream.sim.board.BoardKind;
import io.mycostream.sim.board.BoardSettings;
import io.mycostream.sim.line.SimulatedLine;
import io.mycostream.sim.truth.Entry;
import io.mycostream.sim.truth.RecordedTruth;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two ingest services on one Redis, each with a board: a command is carried out once, by the one that has the board. */
@Timeout(90)
class TwoIngestsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aCommandIsCarriedOutOnceHoweverItComes(@TempDir Path folder) throws Exception {
        RecordedTruth left = new RecordedTruth();
        RecordedTruth right = new RecordedTruth();
        try (RedisServer redis = RedisServer.start();
                SimulatedLine leftBoard = board("left", left);
                SimulatedLine rightBoard = board("right", right);
                IngestProcess first = ingest(redis, folder.resolve("1"), leftBoard);
                IngestProcess second = ingest(redis, folder.resolve("2"), rightBoard)) {
            awaitBoard(first, "left");
            awaitBoard(second, "right");

            redis.ask(
                    "PUBLISH",
                    "devices:commands",
                    "{\"device_id\":\"right\",\"command\":\"read_sensors\",\"command_id\":\"published\"}");
            HttpResponse<String> elsewhere = post(second, "left");
            HttpResponse<String> here = post(first, "left");

            assertThat(elsewhere.statusCode()).isEqualTo(404);
            assertThat(here.statusCode()).isEqualTo(200);
            JsonNode answer = JSON.readTree(here.body());
            assertThat(answer.path("outcome").asText()).as(here.body()).isEqualTo("acknowledged");
            await().atMost(LIMIT).until(() -> results(redis).size() >= 2);
            assertThat(results(redis))
                    .extracting(result -> result.path("outcome").asText())
                    .containsOnly("acknowledged");
            assertThat(results(redis))
                    .extracting(result -> result.path("command_id").asText())
                    .containsExactlyInAnyOrder(
                            "published", answer.path("command_id").asText());
            assertThat(commands(left)).containsExactly("output_control");
            assertThat(commands(right)).containsExactly("read_sensors");
        }
    }

    @Test
    void theOtherSaysThatNobodyKnowsHowACommandEndedWhoseServiceWasKilled(@TempDir Path folder) throws Exception {
        try (RedisServer redis = RedisServer.start();
                PseudoTerminal silentBoard = PseudoTerminal.open();
                IngestProcess first = new IngestProcess(
                        redis,
                        Files.createDirectory(folder.resolve("1")),
                        Map.of("ingest.serial.ports", silentBoard.path().toString()));
                IngestProcess second = new IngestProcess(redis, Files.createDirectory(folder.resolve("2")), Map.of())) {
            first.process().awaitReady(http, LIMIT);
            second.process().awaitReady(http, LIMIT);
            awaitTold(silentBoard, "hello");

            redis.ask(
                    "PUBLISH",
                    "devices:commands",
                    "{\"device_id\":\"mycobrain-%s\",\"command\":\"clear_estop\",\"command_id\":\"lost\",\"timeout\":2,\"ttl\":1}"
                            .formatted(silentBoard.path().toString().replace('/', '-')));
            awaitTold(silentBoard, "clear_estop");
            first.process().kill();

            await().atMost(LIMIT).until(() -> !results(redis).isEmpty());
            assertThat(results(redis))
                    .extracting(result -> result.path("command_id").asText()
                            + ' '
                            + result.path("outcome").asText())
                    .containsExactly("lost unknown");
        }
    }

    private static void awaitTold(PseudoTerminal board, String word) {
        StringBuilder told = new StringBuilder();
        byte[] bytes = new byte[1024];
        await().atMost(LIMIT).until(() -> {
            int read = board.read(bytes, Duration.ofMillis(100));
            told.append(new String(bytes, 0, Math.max(0, read), StandardCharsets.ISO_8859_1));
            return told.indexOf(word) >= 0;
        });
    }

    private static SimulatedLine board(String deviceId, RecordedTruth truth) {
        return SimulatedLine.of(BoardKind.SIDE_A)
                .settings(BoardSettings.builder()
                        .deviceId(deviceId)
                        .console(false)
                        .build())
                .truth(truth)
                .plugIn();
    }

    private static IngestProcess ingest(RedisServer redis, Path folder, SimulatedLine board) throws IOException {
        return new IngestProcess(
                redis,
                Files.createDirectory(folder),
                Map.of("ingest.serial.ports", board.path().toString()));
    }

    private void awaitBoard(IngestProcess ingest, String deviceId) throws InterruptedException {
        ingest.process().awaitReady(http, LIMIT);
        await().atMost(LIMIT).until(() -> get(ingest, deviceId).statusCode() == 200);
    }

    private HttpResponse<String> get(IngestProcess ingest, String deviceId) throws IOException, InterruptedException {
        return http.send(request(ingest, "/api/devices/" + deviceId).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(IngestProcess ingest, String deviceId) throws IOException, InterruptedException {
        return http.send(
                request(ingest, "/api/devices/" + deviceId + "/commands?wait=10000")
                        .POST(BodyPublishers.ofString(
                                "{\"command\":\"output_control\",\"params\":{\"id\":\"mosfet1\",\"value\":1}}"))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(IngestProcess ingest, String path) {
        return HttpRequest.newBuilder(URI.create(ingest.api(path)))
                .timeout(Duration.ofSeconds(15))
                .header("Authorization", "Bearer " + ingest.token())
                .header("Content-Type", "application/json");
    }

    private static List<String> commands(RecordedTruth truth) {
        return truth.all(Entry.Commanded.class).stream()
                .map(Entry.Commanded::command)
                .filter(command -> !command.equals("hello"))
                .toList();
    }

    private static List<JsonNode> results(RedisServer redis) {
        return redis.ask("XRANGE", "mycostream:{devices:command-results}:history", "-", "+")
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(TwoIngestsTest::result)
                .toList();
    }

    private static JsonNode result(String envelope) {
        try {
            return JSON.readTree(envelope).path("data");
        } catch (IOException e) {
            throw new IllegalStateException("no JSON: " + envelope, e);
        }
    }
}
