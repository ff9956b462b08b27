package io.mycostream.gateway.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.gateway.app.SocketWire.Frame;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one WebSocket client may send, what ends its connection, and that nobody else notices. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class HostileClientTest {

    private static final int MAX_MESSAGE_BYTES = 65_536;

    @Inject
    Lab lab;

    @Inject
    Readings metrics;

    @SuppressWarnings("NullAway.Init") // before each test
    private SocketWire wire;

    @SuppressWarnings("NullAway.Init") // before each test
    private SocketClient neighbour;

    @BeforeEach
    void connect() {
        neighbour = lab.socket("mushroom1");
        wire = lab.socketWire("mushroom1");
        neighbour.next();
        wire.next();
    }

    /** COM-28: whatever happened, the neighbour still gets everything. */
    @AfterEach
    void neighbourIsUndisturbed() throws Exception {
        lab.publish("mushroom1", "{\"still\":\"here\"}");
        assertThat(neighbour.next().path("data")).isEqualTo(Json.read("{\"still\":\"here\"}"));
        assertThat(neighbour.isOpen()).isTrue();
        lab.hangUp();
    }

    private static String pingOfSize(int size) {
        String empty = "{\"type\":\"ping\",\"x\":\"\"}";
        return empty.replace("\"\"", '"' + "x".repeat(size - empty.length()) + '"');
    }

    // COM-24
    @Test
    void isAnsweredItsPings() {
        wire.send(SocketWire.PING, "are you there?");

        assertThat(wire.next()).isEqualTo(new Frame(SocketWire.PONG, "are you there?"));
    }

    // COM-26
    @Test
    void maySendItsJsonAsBinary() {
        wire.send(SocketWire.BINARY, "{\"type\":\"ping\",\"name\":\"größe 🍄\"}");
        assertThat(wire.next().text()).startsWith("{\"type\":\"pong\"");

        wire.send(SocketWire.BINARY, true, new byte[] {(byte) 0x81, (byte) 0xA4, 't', 'y', 'p', 'e'});
        assertThat(wire.next().text()).startsWith("{\"type\":\"error\"");
    }

    // COM-26, RFC 6455 section 5.4: control frames may stand between fragments
    @Test
    void maySendItsMessageInFragments() {
        byte[] message = "{\"type\":\"ping\",\"name\":\"größe 🍄\"}".getBytes(UTF_8);
        for (int i = 0; i < message.length; i++) {
            wire.send(
                    i == 0 ? SocketWire.TEXT : SocketWire.CONTINUATION,
                    i == message.length - 1,
                    Arrays.copyOfRange(message, i, i + 1));
            if (i == 20) {
                wire.send(SocketWire.PING, "between");
            }
        }

        assertThat(wire.next()).isEqualTo(new Frame(SocketWire.PONG, "between"));
        assertThat(wire.next().text()).startsWith("{\"type\":\"pong\"");
    }

    // RFC 6455 section 5.4: as clients do that write into a stream
    @ParameterizedTest
    @ValueSource(ints = {SocketWire.TEXT, SocketWire.BINARY})
    void mayBeginAndEndItsMessageWithEmptyFragments(int opcode) {
        wire.send(opcode, false, new byte[0]);
        wire.send(SocketWire.CONTINUATION, false, new byte[0]);
        wire.send(SocketWire.CONTINUATION, false, "{\"type\":".getBytes(UTF_8));
        wire.send(SocketWire.CONTINUATION, false, "\"ping\"}".getBytes(UTF_8));
        wire.send(SocketWire.CONTINUATION, true, new byte[0]);
        assertThat(wire.next().text()).startsWith("{\"type\":\"pong\"");

        wire.send(opcode, false, new byte[0]);
        wire.send(SocketWire.CONTINUATION, true, new byte[0]);
        assertThat(wire.next().text()).startsWith("{\"type\":\"error\"");
    }

    @Test
    void maySendMessagesUpToTheLimit() {
        wire.send(SocketWire.TEXT, pingOfSize(MAX_MESSAGE_BYTES));
        assertThat(wire.next().text()).startsWith("{\"type\":\"pong\"");

        byte[] message = pingOfSize(MAX_MESSAGE_BYTES).getBytes(UTF_8);
        wire.send(SocketWire.TEXT, false, Arrays.copyOfRange(message, 0, 40_000));
        wire.send(SocketWire.CONTINUATION, true, Arrays.copyOfRange(message, 40_000, message.length));
        assertThat(wire.next().text()).startsWith("{\"type\":\"pong\"");
    }

    // section 4
    @Test
    void isClosedForALargerMessage() {
        wire.send(SocketWire.TEXT, pingOfSize(MAX_MESSAGE_BYTES + 1));

        assertThat(wire.next()).isEqualTo(Frame.close(1009, "Message too large"));
        assertThat(wire.endsWithin(Duration.ofSeconds(7))).isTrue();
    }

    // section 4
    @Test
    void isClosedForALargerMessageInFragments() {
        byte[] part = new byte[30_000];
        Arrays.fill(part, (byte) ' ');
        wire.send(SocketWire.TEXT, false, part);
        wire.send(SocketWire.CONTINUATION, false, part);
        wire.send(SocketWire.CONTINUATION, false, part);

        assertThat(wire.next()).isEqualTo(Frame.close(1009, "Message too large"));
    }

    // section 4: what stands between fragments is no part of the message, and no end of it
    @Test
    void isClosedForALargerMessageAlsoWithPingsInBetween() {
        byte[] part = new byte[30_000];
        Arrays.fill(part, (byte) ' ');
        for (int i = 0; i < 3; i++) {
            wire.send(i == 0 ? SocketWire.TEXT : SocketWire.CONTINUATION, false, part);
            wire.send(SocketWire.PING, "between");
        }

        assertThat(wire.next()).isEqualTo(new Frame(SocketWire.PONG, "between"));
        assertThat(wire.next()).isEqualTo(new Frame(SocketWire.PONG, "between"));
        assertThat(wire.next()).isEqualTo(Frame.close(1009, "Message too large"));
    }

    // section 4: announced alone is enough, and nothing is kept for it
    @Test
    void isClosedForAnnouncingALargerMessage() {
        wire.sendBytes(new byte[] {(byte) 0x82, (byte) 0xFF, 0x7F, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0});

        assertThat(wire.next()).isEqualTo(Frame.close(1009, "Message too large"));
    }

    // RFC 6455 sections 5.1 to 5.5
    @ParameterizedTest
    @CsvSource({
        "a frame without a mask, 8102 7b7d",
        "a reserved bit, c182 00000000 7b7d",
        "a reserved opcode, 8382 00000000 7b7d",
        "a continuation of nothing, 8082 00000000 7b7d",
        "a new message inside a message, 0181 00000000 7b 8181 00000000 7d",
        "a PING in fragments, 0981 00000000 7b",
        "a PING longer than 125 bytes, 89fe 00ff 00000000",
        "a close frame of one byte, 8881 00000000 03",
        "a close frame with a forbidden code, 8882 00000000 03ed",
    })
    void isClosedForBreakingTheProtocol(String what, String hex) {
        wire.sendBytes(HexFormat.of().parseHex(hex.replace(" ", "")));

        assertThat(wire.next().text()).as(what).startsWith("1002 ");
    }

    // RFC 6455 section 7.1.1: it is the server that ends the connection, and nothing more can be read on this one
    @Test
    void isLeftAtOnceBehindABrokenFrame() {
        wire.sendBytes(HexFormat.of().parseHex("88810000000003"));

        assertThat(wire.next().text()).startsWith("1002 ");
        assertThat(wire.endsWithin(Duration.ofMillis(700))).isTrue();
    }

    // RFC 6455 section 8.1
    @ParameterizedTest
    @CsvSource({
        "a character that is not finished, 22c3",
        "a byte of no character, 22ff22",
        "a character longer than it has to be, 22c0af22",
        "half a surrogate pair, 22eda08022",
        "beyond the last character, 22f490808022",
    })
    void isClosedForTextThatIsNoUtf8(String what, String hex) {
        double before = metrics.ended("invalid_text");

        wire.send(SocketWire.TEXT, true, HexFormat.of().parseHex(hex));

        assertThat(wire.next()).as(what).isEqualTo(Frame.close(1007, "Text is not UTF-8"));
        assertThat(metrics.ended("invalid_text")).isEqualTo(before + 1);
    }

    // RFC 6455 section 8.1: with the fragment that settles it, not with the last one
    @Test
    void isClosedAsSoonAsItsTextCannotBecomeUtf8() {
        wire.send(SocketWire.TEXT, false, new byte[] {'"', (byte) 0xF4});
        wire.send(SocketWire.PING, true, new byte[] {(byte) 0xFF});
        assertThat(wire.next().opcode()).isEqualTo(SocketWire.PONG);

        wire.send(SocketWire.CONTINUATION, false, new byte[] {(byte) 0x90});

        assertThat(wire.next()).isEqualTo(Frame.close(1007, "Text is not UTF-8"));
    }

    // COM-21; a client that vanishes is nothing to write an error about
    @Test
    void leavesNoTraceInTheLogByVanishing() {
        try (LogCapture log = new LogCapture()) {
            double before = metrics.ended("client_left");

            wire.reset();

            await().untilAsserted(() -> assertThat(metrics.ended("client_left")).isEqualTo(before + 1));
            assertThat(log.text()).isEmpty();
        }
    }

    @Test
    void isAnsweredItsCloseFrame() {
        wire.send(SocketWire.CLOSE, true, new byte[] {3, (byte) 0xE8, 'b', 'y', 'e'});

        assertThat(wire.next().text()).startsWith("1000 ");
        assertThat(wire.endsWithin(Duration.ofSeconds(5))).isTrue();
    }

    // COM-24, COM-28
    @ParameterizedTest
    @ValueSource(ints = {SocketWire.TEXT, SocketWire.BINARY, SocketWire.PING, SocketWire.PONG})
    void isClosedForAFlood(int opcode) {
        double before = metrics.ended("message_rate");
        try {
            for (int i = 0; i < 2_000; i++) {
                wire.send(opcode, "{\"type\":\"ping\"}");
                if (i % 100 == 0) {
                    lab.publish("mushroom1", "{\"n\":" + i + "}");
                }
            }
        } catch (UncheckedIOException _) {
            // cut off in the middle of it
        }

        for (int i = 0; i < 2_000; i += 100) {
            assertThat(neighbour.next().path("data")).isEqualTo(Json.read("{\"n\":" + i + "}"));
        }
        assertThat(closeAfterAnswers()).isEqualTo(Frame.close(1008, "Message rate exceeded"));
        assertThat(metrics.ended("message_rate")).isEqualTo(before + 1);
    }

    private Frame closeAfterAnswers() {
        Frame frame = wire.next();
        while (frame.opcode() != SocketWire.CLOSE) {
            frame = wire.next();
        }
        return frame;
    }

    // COM-28: requests that are no HTTP, or break off
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000\u0001\u0002\r\n\r\n",
                "GET\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "GET /ws/devices/a HTTP/1.1\r\nUpgrade: websocket\r\n\r\n",
                "GET /ws/devices/a HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nrubbish, and more of it",
                "POST /api/stream/devices/a HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n",
                "POST /ws/devices/status HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            })
    void doesNotHarmByRequestsThatAreNone(String request) {
        Wire rubbish = lab.keep(Wire.to(lab.port()));

        rubbish.send(request);

        rubbish.endsWithin(Duration.ofMillis(200));
    }
}
