package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.demo.EventStream.ServerSentEvent;
import io.mycostream.local.PseudoTerminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ten clients of one user, as many as one user may have, on three boards. */
@Timeout(60)
class TenClientsTest {

    private static final int CLIENTS = 10;
    private static final int FRAMES = 100;
    private static final List<String> BOARDS = List.of("lab-1", "lab-10", "lab-2");
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One client, whichever way it is connected. */
    private record Client(String board, Supplier<List<String>> taken, List<String> received, AutoCloseable connection) {

        int collect() {
            received.addAll(taken.get());
            return received.size();
        }
    }

    private final List<PseudoTerminal> lines = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private Suite suite;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        BOARDS.forEach(_ -> lines.add(PseudoTerminal.open()));
        suite = Suite.start(SuiteSettings.in(folder)
                .reading(lines.stream().map(PseudoTerminal::path).toList()));
        String token = suite.token("observer");
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(connect(BOARDS.get(i % BOARDS.size()), i % 2 == 0, token));
        }
        await().atMost(LIMIT).until(() -> clients.stream().allMatch(client -> client.collect() == 1));
        await().atMost(LIMIT).until(() -> lines.stream().allMatch(PseudoTerminal::isOpenAtHost));
    }

    private Client connect(String board, boolean overWebSocket, String token) throws IOException, InterruptedException {
        if (overWebSocket) {
            SocketStream socket = SocketStream.open(suite.socketOf(board), token);
            return new Client(board, socket::taken, new ArrayList<>(), socket);
        }
        EventStream events = EventStream.open(suite.eventsOf(board), token);
        return new Client(
                board, () -> events.taken().stream().map(ServerSentEvent::data).toList(), new ArrayList<>(), events);
    }

    @AfterEach
    void stop() throws Exception {
        for (Client client : clients) {
            client.connection().close();
        }
        suite.close();
        lines.forEach(PseudoTerminal::close);
    }

    @Test
    void eachGetsItsOwnBoardsEventsEachOnceAndInOrder() {
        for (int board = 0; board < BOARDS.size(); board++) {
            lines.get(board).write(BoardFrames.hello(1, BOARDS.get(board)));
        }
        for (int frame = 1; frame <= FRAMES; frame++) {
            for (PseudoTerminal line : lines) {
                line.write(BoardFrames.telemetry(1 + frame, "{\"frame\":%d}".formatted(frame)));
            }
        }

        await().atMost(LIMIT).until(() -> clients.stream().allMatch(client -> client.collect() >= 1 + FRAMES));

        List<String> expected = new ArrayList<>();
        expected.add("connected 0");
        IntStream.rangeClosed(1, FRAMES).forEach(frame -> expected.add("telemetry " + frame));
        await().during(Duration.ofMillis(300)).atMost(LIMIT).untilAsserted(() -> {
            for (Client client : clients) {
                client.collect();
                assertThat(client.received().stream().map(TenClientsTest::summary))
                        .isEqualTo(expected);
                assertThat(client.received().stream().map(TenClientsTest::device))
                        .containsOnly(client.board());
            }
        });
    }

    private static String summary(String message) {
        JsonNode node = read(message);
        return node.path("type").asText()
                + ' '
                + node.path("data").path("frame").asInt();
    }

    private static String device(String message) {
        return read(message).path("device_id").asText();
    }

    private static JsonNode read(String message) {
        try {
            return JSON.readTree(message);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + message, e);
        }
    }
}
