package io.mycostream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpInput;
import io.mycostream.local.PseudoTerminal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.regex.Pattern;

/**
 * A board that is not there: real MDP frames over a real pseudo-terminal, invented readings.
 *
 * <p>As a board on USB does, it starts anew whenever a host opens its port: it greets with HELLO, counts from 1, and
 * sends telemetry at its rate until the host goes. It also greets when asked by the {@code hello} command, and answers
 * no other.
 */
public final class DemoBoard implements AutoCloseable {

    private static final int HELLO = 0x06;
    private static final int TELEMETRY = 0x01;

    /** A host sets its port up after opening it, and what arrives before that is lost; a real board boots meanwhile. */
    private static final Duration BOOT = Duration.ofMillis(100);

    /** How often it looks whether a host has come or gone. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private static final Pattern HELLO_COMMAND = Pattern.compile("\"cmd\"\\s*:\\s*\"hello\"");

    private final BoardModel model;
    private final PseudoTerminal line;
    private final Duration interval;
    private final BoardClimate climate;
    private final Thread thread;
    private final MdpFrameReader commands = new MdpFrameReader();
    private final byte[] received = new byte[1024];
    private volatile boolean unplugged;
    private long seq;
    private long bootedAt;

    private DemoBoard(BoardModel model, PseudoTerminal line, Duration interval, BoardClimate climate) {
        this.model = model;
        this.line = line;
        this.interval = interval;
        this.climate = climate;
        this.thread = Thread.ofPlatform().daemon().name(model.deviceId()).unstarted(this::run);
    }

    /**
     * Plugs a board in; it waits for a host to open its port.
     *
     * @param rateHz telemetry frames per second
     * @param seed what makes this board's readings differ from another's
     */
    public static DemoBoard plugIn(BoardModel model, double rateHz, long seed) {
        Duration interval = Duration.ofNanos(Math.round(1e9 / rateHz));
        DemoBoard board = new DemoBoard(model, PseudoTerminal.open(), interval, new BoardClimate(seed));
        board.thread.start();
        return board;
    }

    public String deviceId() {
        return model.deviceId();
    }

    /** What a host opens. */
    public Path path() {
        return line.path();
    }

    private void run() {
        try {
            while (!unplugged) {
                if (line.isOpenAtHost()) {
                    live();
                } else {
                    Thread.sleep(BETWEEN_LOOKS);
                }
            }
        } catch (InterruptedException | IllegalStateException e) {
            if (!unplugged) {
                throw new IllegalStateException(model.deviceId() + " stopped", e);
            }
        }
    }

    /** One life, from the opening of the port to its closing. */
    private void live() throws InterruptedException {
        Thread.sleep(BOOT);
        seq = 0;
        bootedAt = System.nanoTime();
        commands.reset();
        send(HELLO, 0, model.hello());
        long next = System.nanoTime();
        while (!unplugged && line.isOpenAtHost()) {
            send(TELEMETRY, 0, telemetry());
            next += interval.toNanos();
            listenUntil(next);
        }
    }

    private String telemetry() {
        long uptime = Duration.ofNanos(System.nanoTime() - bootedAt).toSeconds();
        return TelemetryBody.of(climate.at(LocalTime.now(ZoneId.systemDefault())), model.measuresSoil(), uptime);
    }

    private void listenUntil(long nanoTime) {
        long left = nanoTime - System.nanoTime();
        while (left > 0 && line.isOpenAtHost()) {
            int count = line.read(received, Duration.ofNanos(Math.min(left, BETWEEN_LOOKS.toNanos())));
            commands.feed(received, 0, count, this::answer);
            left = nanoTime - System.nanoTime();
        }
    }

    private void answer(MdpInput input) {
        if (input instanceof MdpFrame frame
                && HELLO_COMMAND.matcher(new String(frame.payload(), UTF_8)).find()) {
            send(HELLO, frame.seq(), model.hello());
        }
    }

    private void send(int type, long ack, String body) {
        seq++;
        MdpHeader header = new MdpHeader(type, seq, ack, 0, MdpEndpoint.SIDE_A.code(), MdpEndpoint.GATEWAY.code());
        line.write(MdpFrame.of(header, body.getBytes(UTF_8)).encode());
    }

    /** Unplugs the board; the host meets a hang-up. */
    @Override
    public void close() {
        unplugged = true;
        thread.interrupt();
        line.close();
    }
}
