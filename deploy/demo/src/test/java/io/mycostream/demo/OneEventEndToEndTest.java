package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.demo.EventStream.ServerSentEvent;
import io.mycostream.local.PseudoTerminal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From the bytes of a board to the text in a client, through real processes and a real Redis. */
@Timeout(60)
class OneEventEndToEndTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /** A board's own frames, as they are on the wire: stuffed, delimiter included. */
    private static final byte[] HELLO = wire("""
            065aa10106010101010101010103a1c0967b226465766963655f6964223a226d79636f627261696e2d633430613234222c22
            6669726d776172655f76657273696f6e223a22736964652d612d6d64702d322e312e30222c22726f6c65223a226d75736872
            6f6f6d31222c2273656e736f7273223a5b22626d653638385f61225d2c226361706162696c6974696573223a5b2269326322
            2c2274656c656d65747279225d7db57400
            """);

    private static final byte[] TELEMETRY = wire("""
            065aa10101020101010101010103a1c0ff7b2274797065223a2274656c656d65747279222c22757074696d655f73223a3230
            2c226573746f70223a66616c73652c22616e616c6f67223a7b22616931223a3632372c22616932223a3933382c2261693322
            3a302c22616934223a343039357d2c22626d65363838223a7b2261223a7b2274656d70657261747572655f63223a32312e38
            373030303038342c2268756d69646974795f706374223a37302e31323030303237352c2270726573737572655f687061223a
            313030392e3731333031332c226761735f6f686d223a34383132332c22696171223a36312e32393939393932342c22636f32
            5f6571756976616c656e74223a3631322e33343030263236392c22766f635f6571756976616c656e74223a302e3731323330
            303030337d7d7d616100
            """);

    private static final String DEVICE = "mycobrain-c40a24";

    /** What the telemetry frame carries, number by number as the board wrote it. */
    private static final String READINGS = """
            {"type":"telemetry","uptime_s":20,"estop":false,"analog":{"ai1":627,"ai2":938,"ai3":0,"ai4":4095},\
            "bme688":{"a":{"temperature_c":21.87000084,"humidity_pct":70.12000275,"pressure_hpa":1009.713013,\
            "gas_ohm":48123,"iaq":61.29999924,"co2_equivalent":612.3400269,"voc_equivalent":0.712300003}}}""";

    @TempDir
    private static Path folder;

    private static PseudoTerminal board;
    private static Suite suite;

    @BeforeAll
    static void start() throws Exception {
        board = PseudoTerminal.open();
        suite = Suite.start(SuiteSettings.in(folder).reading(List.of(board.path())));
        await().atMost(LIMIT).until(board::isOpenAtHost);
    }

    @AfterAll
    static void stop() {
        suite.close();
        board.close();
    }

    @Test
    void aFrameOfABoardComesOutOfAWebSocketAndOfServerSentEvents() throws Exception {
        try (SocketStream socket = SocketStream.open(suite.socketOf(DEVICE), suite.token("observer"));
                EventStream events = EventStream.open(suite.eventsOf(DEVICE), suite.token("observer"))) {
            JsonNode connected = JSON.readTree(socket.next(LIMIT).orElseThrow());
            ServerSentEvent opening = events.next(LIMIT).orElseThrow();

            Instant before = Instant.now();
            board.write(HELLO);
            board.write(TELEMETRY);
            String message = socket.next(LIMIT).orElseThrow();
            ServerSentEvent event = events.next(LIMIT).orElseThrow();

            assertThat(without("timestamp", connected)).isEqualTo(JSON.readTree("""
                    {"type":"connected","message":"Device stream connected to %s","device_id":"%s"}
                    """.formatted(DEVICE, DEVICE)));
            assertThat(opening.name()).isEqualTo("connected");
            assertThat(without("timestamp", JSON.readTree(opening.data()))).isEqualTo(without("timestamp", connected));

            JsonNode telemetry = JSON.readTree(message);
            assertThat(without("timestamp", telemetry))
                    .isEqualTo(JSON.readTree("""
                    {"type":"telemetry","source":"device:%s","device_id":"%s","data":%s}
                    """.formatted(DEVICE, DEVICE, READINGS)));
            assertThat(Instant.parse(telemetry.path("timestamp").asText())).isBetween(before, Instant.now());
            assertThat(event.name()).isEqualTo("telemetry");
            assertThat(event.id()).isNotEmpty();
            assertThat(event.data()).as("both clients are told the same").isEqualTo(message);
        }
    }

    @Test
    void whatIsSentRightAfterConnectedIsNotLost() throws Exception {
        String token = suite.token("observer");
        board.write(BoardFrames.hello(1, DEVICE));

        for (int round = 0; round < 10; round++) {
            try (SocketStream socket = SocketStream.open(suite.socketOf(DEVICE), token);
                    EventStream events = EventStream.open(suite.eventsOf(DEVICE), token)) {
                assertThat(socket.next(LIMIT)).as("connected, WebSocket").isPresent();
                assertThat(events.next(LIMIT))
                        .as("connected, Server-Sent Events")
                        .isPresent();
                board.write(BoardFrames.telemetry(2 + round, "{\"round\":%d}".formatted(round)));

                assertThat(socket.next(LIMIT)).as("WebSocket, round %d", round).hasValueSatisfying(roundIs(round));
                assertThat(events.next(LIMIT).map(ServerSentEvent::data))
                        .as("Server-Sent Events, round %d", round)
                        .hasValueSatisfying(roundIs(round));
            }
        }
    }

    private static Consumer<String> roundIs(int round) {
        return message -> assertThat(message).contains("\"data\":{\"round\":%d}".formatted(round));
    }

    private static JsonNode without(String member, JsonNode object) {
        return ((ObjectNode) object.deepCopy()).without(member);
    }

    private static byte[] wire(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }
}
