package io.mycostream.ingest.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mycostream.ingest.board.BoardChange;
import io.mycostream.ingest.board.BoardLimits;
import io.mycostream.ingest.board.BoardRegistry;
import io.mycostream.ingest.board.Transport;
import io.mycostream.ingest.command.Claims;
import io.mycostream.ingest.command.CommandLimits;
import io.mycostream.ingest.command.Commands;
import io.mycostream.ingest.command.Speaker;
import io.mycostream.ingest.device.CounterEpochs;
import io.mycostream.ingest.link.DeviceLink;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.retry.Backoff;
import io.mycostream.ingest.telemetry.Backlog;
import io.mycostream.ingest.telemetry.BoardEvents;
import io.mycostream.ingest.telemetry.TelemetryPublisher;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.redis.RedisPublisher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A serial link that has opened, what boards say over it, and what the intake makes of that. */
final class OpenLink implements AutoCloseable {

    private static final String PORT = "/dev/ttyACM0";

    /** Type of readings on the wire. */
    private static final int TELEMETRY = 1;

    /** Type of greetings on the wire. */
    private static final int HELLO = 6;

    /** What was to be published. */
    final List<Event> events = new ArrayList<>();

    /** What was told of boards. */
    final List<BoardChange> changes = new ArrayList<>();

    /** What boards were sent. */
    final List<byte[]> asked = new CopyOnWriteArrayList<>();

    final DeviceLink.Line line = asked::add;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final LinkIntake intake;

    private final RedisPublisher unused = RedisPublisher.builder().build();
    private final Backlog backlog =
            new Backlog(unused, 1, new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)), Duration.ZERO);
    private final CommandMetrics commandMetrics = new CommandMetrics(meters);
    private final Commands commands;
    private Instant now = Instant.parse("2026-11-20T07:00:00Z");
    private boolean failing;

    OpenLink() {
        Duration second = Duration.ofSeconds(1);
        commands = new Commands(
                new CommandLimits(1, 1, second, second, second, second, 1, second, second),
                _ -> Claims.Outcome.GRANTED,
                (_, _) -> {},
                commandMetrics,
                () -> now);
        intake = newIntake(new CounterEpochs());
        intake.opened(line);
    }

    /** A further intake at the same port, as of another process, which has not opened it yet. */
    LinkIntake newIntake(CounterEpochs counters) {
        BoardLimits limits = new BoardLimits(10, Duration.ofMinutes(2), Duration.ofHours(1), 30);
        return new LinkIntake(
                PORT,
                new LinkParts(
                        new TelemetryPublisher((event, _) -> take(event), () -> now),
                        new BoardEvents((event, _) -> take(event), () -> now, "lab:8081"),
                        counters,
                        new IngestMetrics(meters),
                        () -> now),
                new BoardRegistry(limits, () -> now, changes::add).link(PORT, Transport.SERIAL),
                new Speaker(PORT, commands, commandMetrics, true, Duration.ofSeconds(2), () -> now),
                true);
    }

    private void take(Event event) {
        if (failing) {
            throw new IllegalStateException("a bug in what takes events");
        }
        events.add(event);
    }

    /** Whether from now on what takes events fails over each of them. */
    void failing(boolean does) {
        failing = does;
    }

    void receive(byte[] bytes) {
        intake.received(bytes, bytes.length);
    }

    void print(String text) {
        receive(text.getBytes(UTF_8));
    }

    /** Closes the link, and opens it again after this time. */
    void comeBackAfter(Duration absence) {
        intake.closed();
        now = now.plus(absence);
        intake.opened(line);
    }

    /**
     * What a counter says.
     *
     * @param tag name and value; nothing for a counter without tags
     */
    double counted(String counter, String... tag) {
        return meters.get(counter).tags(tag).counter().count();
    }

    static byte[] reading(long seq) {
        return frame(TELEMETRY, seq, "{\"n\":" + seq + '}');
    }

    static byte[] greeting(long seq, String deviceId) {
        return frame(HELLO, seq, "{\"device_id\":\"" + deviceId + "\"}");
    }

    static byte[] frame(int type, long seq, String payload) {
        return frame(type, seq, payload.getBytes(UTF_8));
    }

    static byte[] frame(int type, long seq, byte[] payload) {
        return encoded(type, seq, 0, 0, payload);
    }

    /** A greeting that answers our question, which was frame 1. */
    static byte[] answer(long seq) {
        return encoded(HELLO, seq, 1, 0, "{\"device_id\":\"mushroom1\"}".getBytes(UTF_8));
    }

    /** A frame that the board says again until it is acknowledged. */
    static byte[] insistentFrame(int type, long seq, byte[] payload) {
        return encoded(type, seq, 0, MdpFlag.ACK_REQUESTED.bit(), payload);
    }

    private static byte[] encoded(int type, long seq, long ack, int flags, byte[] payload) {
        return MdpFrame.of(new MdpHeader(type, seq, ack, flags, 0xA1, 0xC0), payload)
                .encode();
    }

    @Override
    public void close() {
        commands.close();
        backlog.close();
        unused.close();
    }
}
