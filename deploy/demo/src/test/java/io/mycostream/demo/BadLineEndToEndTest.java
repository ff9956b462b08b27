package io.mycostream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.sim.board.BoardKind;
import io.mycostream.sim.board.BoardSettings;
import io.mycostream.sim.line.Faults;
import io.mycostream.sim.line.SimulatedLine;
import io.mycostream.sim.truth.RecordedTruth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a simulated board on a bad line to a client: what can be read of the line arrives, once, in its order. */
@Timeout(90)
class BadLineEndToEndTest {

    private static final String DEVICE = "demo-bad-line";
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int ENOUGH = 100;

    /** With this one the greeting, which comes first, is unhurt. */
    private static final long SEED = 7;

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    @TempDir
    private Path folder;

    @Test
    void everyReadableFrameArrivesOnceInItsOrder() throws Exception {
        RecordedTruth truth = new RecordedTruth();
        try (SimulatedLine line = SimulatedLine.of(BoardKind.SIDE_A_2_0_0)
                        .settings(BoardSettings.builder()
                                .deviceId(DEVICE)
                                .rateHz(20)
                                .console(false)
                                .build())
                        .faults(Faults.parse(
                                "noise=0.05,flip=0.05,drop=0.03,repeat=0.1,delimiter=0.05,truncate=0.03,half-line=0.05",
                                SEED))
                        .truth(truth)
                        .plugIn();
                Suite suite = Suite.start(SuiteSettings.in(folder).reading(List.of(line.path())));
                SocketStream socket = SocketStream.open(suite.socketOf(DEVICE), suite.token("observer"))) {
            List<JsonNode> received = new ArrayList<>();
            await().atMost(LIMIT).until(() -> {
                received.addAll(telemetry(socket));
                return received.size() >= ENOUGH;
            });
            line.silence();
            List<JsonNode> readable = readable(truth);
            await().atMost(LIMIT).until(() -> {
                received.addAll(telemetry(socket));
                return received.getLast().equals(readable.getLast());
            });

            int joined = readable.indexOf(received.getFirst());
            assertThat(joined).as("the first one received was sent").isNotNegative();
            assertThat(received).isEqualTo(readable.subList(joined, readable.size()));
        }
    }

    /** What a reader has to have understood, repetitions left out: no two readings of a board are the same. */
    private static List<JsonNode> readable(RecordedTruth truth) {
        return truth.readableFrames().stream()
                .filter(frame -> frame.type() == MdpType.TELEMETRY)
                .distinct()
                .map(MdpFrame::payload)
                .map(BadLineEndToEndTest::read)
                .toList();
    }

    private static List<JsonNode> telemetry(SocketStream socket) {
        return socket.taken().stream()
                .map(message -> read(message.getBytes(UTF_8)))
                .filter(message -> message.path("type").asText().equals("telemetry"))
                .map(message -> message.path("data"))
                .toList();
    }

    private static JsonNode read(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
