package io.mycostream.ingest.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mycostream.ingest.board.BoardLimits;
import io.mycostream.ingest.board.BoardRegistry;
import io.mycostream.ingest.board.Transport;
import io.mycostream.ingest.command.Claims;
import io.mycostream.ingest.command.CommandLimits;
import io.mycostream.ingest.command.Commands;
import io.mycostream.ingest.command.Speaker;
import io.mycostream.ingest.device.CounterEpochs;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.retry.Backoff;
import io.mycostream.ingest.telemetry.Backlog;
import io.mycostream.ingest.telemetry.BoardEvents;
import io.mycostream.ingest.telemetry.TelemetryPublisher;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.redis.RedisPublisher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Frames that want an acknowledgement and come again until they have it. */
class RepeatedFramesTest {

    private static final Instant NOW = Instant.parse("2026-11-20T07:00:00Z");
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int TELEMETRY = 1;
    private static final int EVENT = 5;

    private final List<Event> events = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private final List<Long> acknowledged = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RedisPublisher unused = RedisPublisher.builder().build();
    private final Backlog backlog =
            new Backlog(unused, 1, new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)), Duration.ZERO);
    private final CommandMetrics commandMetrics = new CommandMetrics(meters);
    private final Commands commands = new Commands(
            new CommandLimits(1, 1, SECOND, SECOND, SECOND, SECOND, 1, SECOND, SECOND),
            _ -> Claims.Outcome.GRANTED,
            (_, _) -> {},
            commandMetrics,
            () -> NOW);
    private final MdpFrameReader acknowledgements = new MdpFrameReader();
    private final LinkIntake intake = new LinkIntake(
            "/dev/ttyACM0",
            new LinkParts(
                    new TelemetryPublisher(this::hand, () -> NOW),
                    new BoardEvents(this::hand, () -> NOW, "lab:8081"),
                    new CounterEpochs(),
                    new IngestMetrics(meters),
                    () -> NOW),
            new BoardRegistry(new BoardLimits(10, SECOND, SECOND, 30), () -> NOW, _ -> {})
                    .link("/dev/ttyACM0", Transport.SERIAL),
            new Speaker("/dev/ttyACM0", commands, commandMetrics, true, Duration.ofSeconds(2), () -> NOW),
            false);

    @BeforeEach
    void open() {
        intake.opened(bytes -> {
            acknowledgements.feed(bytes, 0, bytes.length, input -> {
                if (input instanceof MdpFrame frame && frame.type() == MdpType.ACK) {
                    acknowledged.add(frame.ack());
                }
            });
            return true;
        });
    }

    @AfterEach
    void close() {
        commands.close();
        backlog.close();
        unused.close();
    }

    @Test
    void aFrameWhoseEventWasLostIsHandedOverAgainUnderItsId() {
        receive(reading(1));
        receive(reading(1));

        assertThat(events).hasSize(2);
        assertThat(events.get(1).messageId()).isEqualTo(events.get(0).messageId());
        assertThat(counted("duplicate")).isEqualTo(1);
        held.get(1).run();
        await().atMost(SOON).until(() -> acknowledged.equals(List.of(1L)));
    }

    @Test
    void aFrameThatIsSafeIsAcknowledgedAgainAndNotHandedOverAgain() {
        receive(reading(1));
        held.getFirst().run();
        receive(reading(1));

        await().atMost(SOON).until(() -> acknowledged.equals(List.of(1L, 1L)));
        assertThat(events).hasSize(1);
    }

    @Test
    void aFrameThatCameOftenBeforeItWasSafeIsAcknowledgedOnce() {
        receive(reading(1));
        receive(reading(1));
        receive(reading(1));
        held.forEach(Runnable::run);
        receive(reading(2));
        held.getLast().run();

        await().atMost(SOON).until(() -> acknowledged.contains(2L));
        assertThat(acknowledged).containsExactly(1L, 2L);
    }

    @Test
    void anEnvelopeThatComesInAnotherFrameIsAcknowledgedWhenItIsSafeAndNotBefore() {
        receive(envelope(1));
        receive(envelope(2));
        assertThat(events)
                .extracting(Event::messageId)
                .hasSize(2)
                .containsOnly(events.getFirst().messageId());
        assertThat(acknowledged).isEmpty();

        held.getFirst().run();
        receive(envelope(3));

        await().atMost(SOON).until(() -> !acknowledged.isEmpty());
        assertThat(events).hasSize(2);
        assertThat(counted("duplicate")).isEqualTo(2);
    }

    @Test
    void whatHappenedIsAcknowledgedWhenItIsSafeAndPublishedOnce() {
        byte[] stop = frame(EVENT, 1, MdpFlag.ACK_REQUESTED.bit(), "{\"event\":\"estop_activated\"}".getBytes(UTF_8));
        receive(stop);
        receive(stop);

        assertThat(events).extracting(Event::channel).containsExactly("devices:events", "devices:events");
        assertThat(events.get(1).messageId()).isEqualTo(events.get(0).messageId());
        assertThat(meters.get("ingest.events").tag("kind", "json").counter().count())
                .isEqualTo(1);
        assertThat(acknowledged).isEmpty();

        held.forEach(Runnable::run);
        receive(stop);

        await().atMost(SOON).until(() -> acknowledged.equals(List.of(1L, 1L)));
        assertThat(events).hasSize(2);
    }

    @Test
    void theResultOfABinaryCommandIsAcknowledgedWhenItIsSafe() {
        receive(frame(EVENT, 1, MdpFlag.ACK_REQUESTED.bit(), HexFormat.of().parseHex("0100040004000000")));
        assertThat(events).singleElement().extracting(Event::channel).isEqualTo("devices:events");
        assertThat(acknowledged).isEmpty();

        held.getFirst().run();

        await().atMost(SOON).until(() -> acknowledged.equals(List.of(1L)));
    }

    @Test
    void whatSaysNothingIsAcknowledgedAndNotPublished() {
        receive(frame(EVENT, 1, MdpFlag.ACK_REQUESTED.bit(), new byte[0]));
        receive(frame(EVENT, 2, MdpFlag.ACK_REQUESTED.bit(), new byte[] {9, 9, 9}));

        await().atMost(SOON).until(() -> acknowledged.equals(List.of(1L, 2L)));
        assertThat(events).isEmpty();
    }

    @Test
    void aRepetitionThatWantsNoAnswerIsDropped() {
        byte[] frame = frame(TELEMETRY, 1, 0, "{\"n\":1}".getBytes(UTF_8));
        receive(frame);
        receive(frame);

        assertThat(events).hasSize(1);
        assertThat(counted("duplicate")).isEqualTo(1);
    }

    @Test
    void aBoardThatSpeaksTextIsSentNothing() {
        List<byte[]> sent = new CopyOnWriteArrayList<>();
        intake.closed();
        intake.opened(sent::add);
        receive("{\"type\":\"telemetry\",\"seq\":1,\"flags\":1,\"ack_requested\":true,\"ai1_voltage\":0.5}\n"
                .getBytes(UTF_8));
        held.forEach(Runnable::run);

        assertThat(events).hasSize(1);
        assertThat(meters.get("ingest.acknowledgements")
                        .tag("outcome", "sent")
                        .counter()
                        .count())
                .isZero();
        assertThat(sent).isEmpty();
    }

    private void hand(Event event, Runnable safe) {
        events.add(event);
        held.add(safe);
    }

    private double counted(String event) {
        return meters.get("ingest.sequence").tag("event", event).counter().count();
    }

    private void receive(byte[] bytes) {
        intake.received(bytes, bytes.length);
    }

    private static byte[] reading(long seq) {
        return frame(TELEMETRY, seq, MdpFlag.ACK_REQUESTED.bit(), ("{\"n\":" + seq + "}").getBytes(UTF_8));
    }

    private static byte[] envelope(long seq) {
        return frame(
                TELEMETRY,
                seq,
                MdpFlag.ACK_REQUESTED.bit(),
                "{\"hdr\":{\"msgId\":\"42\"},\"seq\":42,\"pack\":[{\"id\":\"ai1\",\"v\":1}]},\"hash\":\"sha256:aa\"}"
                        .getBytes(UTF_8));
    }

    private static byte[] frame(int type, long seq, int flags, byte[] payload) {
        return MdpFrame.of(new MdpHeader(type, seq, 0, flags, 0xA1, 0xC0), payload)
                .encode();
    }
}
