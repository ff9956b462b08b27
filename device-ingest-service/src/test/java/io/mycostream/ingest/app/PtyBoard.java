package io.mycostream.ingest.app;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.mycostream.ingest.app.rest.TokenBench;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpMessage;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.local.PseudoTerminal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A board with JSON bodies on a pseudo-terminal: answers as Side A does, but says nothing of {@code enable_peripheral} and
 * refuses {@code disable_peripheral}.
 */
final class PtyBoard implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int TELEMETRY = 1;
    private static final int ACK = 3;
    private static final int EVENT = 5;
    private static final int HELLO = 6;

    private final PseudoTerminal port;
    private final String deviceId;
    private final Thread reading;
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<Long> acknowledged = new CopyOnWriteArrayList<>();
    private volatile boolean unplugged;
    private long seq = 1000;

    private PtyBoard(PseudoTerminal port, String deviceId) {
        this.port = port;
        this.deviceId = deviceId;
        this.reading = Thread.ofPlatform().unstarted(this::read);
    }

    /** Plugs it in, and waits until the service knows its name. */
    static PtyBoard plugInto(Bench bench, TokenBench tokens, String port, String deviceId) {
        PtyBoard board = new PtyBoard(bench.plugInto(port), deviceId);
        board.reading.start();
        await().atMost(SOON).until(() -> board.told("hello") > 0 && knows(tokens, deviceId));
        return board;
    }

    private static boolean knows(TokenBench tokens, String deviceId) {
        return given().auth()
                .oauth2(tokens.admin())
                .get("/api/devices/" + deviceId)
                .asString()
                .contains("\"state\":\"online\"");
    }

    int told(String command) {
        return (int) told.stream().filter(command::equals).count();
    }

    List<Long> acknowledged() {
        return List.copyOf(acknowledged);
    }

    void write(MdpFrame frame) {
        port.write(frame.encode());
    }

    private void read() {
        MdpFrameReader reader = new MdpFrameReader();
        byte[] bytes = new byte[1024];
        while (!unplugged) {
            int length = port.read(bytes, Duration.ofMillis(100));
            reader.feed(bytes, 0, length, input -> {
                if (input instanceof MdpFrame frame) {
                    take(frame);
                }
            });
        }
    }

    private void take(MdpFrame frame) {
        if (frame.type() == MdpType.ACK) {
            acknowledged.add(frame.ack());
            return;
        }
        String command = MdpMessage.of(frame).payload().body().path("cmd").asText();
        switch (command) {
            case "hello" -> say(HELLO, frame.seq(), 0, "{\"device_id\":\"" + deviceId + "\",\"role\":\"mushroom1\"}");
            case "read_sensors", "health" -> {
                say(TELEMETRY, frame.seq(), 0, "{\"type\":\"telemetry\",\"uptime_s\":1}");
                acknowledge(frame, true, "telemetry_sent");
            }
            case "estop" -> {
                say(EVENT, frame.seq(), 0, "{\"event\":\"estop_activated\"}");
                acknowledge(frame, true, "estop_activated");
            }
            case "output_control" -> acknowledge(frame, true, "mosfet_updated");
            case "disable_peripheral" -> acknowledge(frame, false, "peripheral_unknown");
            case "enable_peripheral" -> {}
            default -> acknowledge(frame, true, "done");
        }
        told.add(command);
    }

    private void acknowledge(MdpFrame command, boolean done, String message) {
        int flag = (done ? MdpFlag.IS_ACK : MdpFlag.IS_NACK).bit();
        say(ACK, command.seq(), flag, "{\"success\":" + done + ",\"message\":\"" + message + "\"}");
    }

    private void say(int type, long ack, int flags, String body) {
        write(MdpFrame.of(new MdpHeader(type, seq++, ack, flags, 0xA1, 0xC0), body.getBytes(UTF_8)));
    }

    @Override
    public void close() {
        unplugged = true;
        try {
            reading.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        port.unplug();
    }
}
