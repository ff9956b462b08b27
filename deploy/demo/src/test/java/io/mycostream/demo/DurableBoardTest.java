package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpMessage;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.local.RedisServer;
import io.mycostream.sim.board.BoardKind;
import io.mycostream.sim.board.BoardSettings;
import io.mycostream.sim.line.Faults;
import io.mycostream.sim.line.SimulatedLine;
import io.mycostream.sim.truth.RecordedTruth;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A board that repeats until it is acknowledged, on a bad line: what it counts as delivered is in Redis, once. */
@Timeout(90)
class DurableBoardTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int ENOUGH = 25;

    /** A host may lose the first of them while it sets the port up; they come again, behind others. */
    private static final int GREETED = 5;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatItCountsAsDeliveredHasArrivedOnceAlsoWhenTheServiceIsKilled(boolean spool) throws Exception {
        RecordedTruth truth = new RecordedTruth();
        try (HttpClient http = HttpClient.newHttpClient();
                RedisServer redis = RedisServer.start();
                SimulatedLine line = SimulatedLine.of(BoardKind.DURABLE)
                        .settings(
                                BoardSettings.builder().rateHz(5).console(false).build())
                        .faults(Faults.parse("drop=0.15,noise=0.1,flip=0.1", 11))
                        .truth(truth)
                        .plugIn()) {
            Map<String, String> settings = new HashMap<>();
            settings.put("ingest.serial.ports", line.path().toString());
            if (spool) {
                settings.put("ingest.spool.directory", folder.resolve("spool").toString());
            }
            try (IngestProcess first = new IngestProcess(redis, Files.createDirectory(folder.resolve("1")), settings)) {
                first.process().awaitReady(http, LIMIT);
                await().atMost(LIMIT).until(() -> delivered(truth).size() >= ENOUGH);
                List<JsonNode> before = delivered(truth);
                assertThat(arrived(redis).values()).containsAll(before);
                List<JsonNode> readable = telemetry(truth.readableFrames());
                await().atMost(LIMIT).until(() -> arrived(redis).size() >= readable.size());
                assertThat(arrived(redis).values())
                        .containsAll(readable)
                        .containsSubsequence(readable.subList(GREETED, readable.size()));
                first.process().kill();
            }
            int before = delivered(truth).size();

            try (IngestProcess second =
                    new IngestProcess(redis, Files.createDirectory(folder.resolve("2")), settings)) {
                second.process().awaitReady(http, LIMIT);
                await().atMost(LIMIT).until(() -> delivered(truth).size() >= before + ENOUGH);
                line.silence();
            }

            assertThat(arrived(redis).values()).doesNotHaveDuplicates().containsAll(delivered(truth));
        }
    }

    private static List<JsonNode> delivered(RecordedTruth truth) {
        return telemetry(truth.deliveredFrames());
    }

    /** What frames say, as it is published, each frame once. */
    private static List<JsonNode> telemetry(List<MdpFrame> frames) {
        return frames.stream()
                .filter(frame -> frame.type() == MdpType.TELEMETRY)
                .distinct()
                .map(DurableBoardTest::published)
                .toList();
    }

    private static JsonNode published(MdpFrame frame) {
        ObjectNode readings = JsonNodeFactory.instance.objectNode();
        for (JsonNode reading : MdpMessage.of(frame).payload().body().path("pack")) {
            readings.put(reading.path("id").asText(), reading.path("v").asDouble());
        }
        return readings;
    }

    /** What is in Redis by message id, in the order in which each arrived first. */
    private static Map<String, JsonNode> arrived(RedisServer redis) throws JsonProcessingException {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        String history = redis.ask("XRANGE", "mycostream:{devices:telemetry}:history", "-", "+");
        for (String each : history.lines().filter(text -> text.startsWith("{")).toList()) {
            JsonNode envelope = JSON.readTree(each);
            ObjectNode readings = JsonNodeFactory.instance.objectNode();
            envelope.path("data").path("telemetry").properties().forEach(reading -> {
                if (reading.getValue().isNumber()) {
                    readings.put(reading.getKey(), reading.getValue().asDouble());
                }
            });
            found.putIfAbsent(envelope.path("message_id").asText(), readings);
        }
        return found;
    }
}
