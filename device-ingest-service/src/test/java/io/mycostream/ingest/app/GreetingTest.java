package io.mycostream.ingest.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mycostream.ingest.board.BoardLimits;
import io.mycostream.ingest.board.BoardRegistry;
import io.mycostream.ingest.command.Claims;
import io.mycostream.ingest.command.CommandReader;
import io.mycostream.ingest.command.Commands;
import io.mycostream.ingest.device.CounterEpochs;
import io.mycostream.ingest.device.HelloCommand;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpInput;
import io.mycostream.ingest.retry.Backoff;
import io.mycostream.ingest.telemetry.Backlog;
import io.mycostream.ingest.telemetry.BoardEvents;
import io.mycostream.ingest.telemetry.TelemetryPublisher;
import io.mycostream.local.PseudoTerminal;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.redis.RedisClaims;
import io.mycostream.publisher.redis.RedisHash;
import io.mycostream.publisher.redis.RedisPublisher;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What boards are asked when their port is opened, and what their answer changes; all but Redis is real. */
@Timeout(60)
class GreetingTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration A_WHILE = Duration.ofMillis(500);
    private static final int HELLO = 6;
    private static final int TELEMETRY = 1;

    @TempDir
    Path folder;

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RedisPublisher unused = RedisPublisher.builder().build();
    private final Backlog backlog =
            new Backlog(unused, 1, new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)), Duration.ZERO);
    private final List<SerialLinks> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(SerialLinks::close);
        backlog.close();
        unused.close();
    }

    @Test
    void aBoardThatWasTalkingBeforeTheServiceCameIsKnownOnceItHasAnswered() {
        try (PseudoTerminal board = plugIn()) {
            start(true);
            await().atMost(SOON).until(board::isOpenAtHost);
            MdpFrame question = awaitFrame(board);
            assertThat(question.encode()).isEqualTo(HelloCommand.encoded());

            board.write(frame(HELLO, 413, question.seq(), "{\"device_id\":\"mushroom1\"}"));
            board.write(frame(TELEMETRY, 414, 0, "{\"n\":414}"));

            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(events).extracting(Event::source).containsExactly("device:mushroom1"));
            assertThat(counted("gap") + counted("restart") + counted("duplicate"))
                    .isZero();
        }
    }

    @Test
    void asksOnceEachTimeThePortOpens() {
        for (int opening = 1; opening <= 2; opening++) {
            try (PseudoTerminal board = plugIn()) {
                if (opening == 1) {
                    start(true);
                }

                assertThat(awaitFrame(board).encode()).isEqualTo(HelloCommand.encoded());
                assertThat(board.read(new byte[1], A_WHILE)).as("asked again").isZero();
            }
        }
    }

    @Test
    void asksNobodyWhenItIsNotTo() {
        try (PseudoTerminal board = plugIn()) {
            start(false);
            await().atMost(SOON)
                    .until(() -> meters.get("ingest.links.open").gauge().value() == 1);
            board.write(frame(TELEMETRY, 1, 0, "{\"n\":1}"));
            await().atMost(SOON).until(() -> !events.isEmpty());

            assertThat(board.read(new byte[1], A_WHILE)).isZero();
        }
    }

    private PseudoTerminal plugIn() {
        return PseudoTerminal.open(folder.resolve("ttyACM0"));
    }

    private void start(boolean greet) {
        IngestConfig config = ConfigCheckTest.config(Map.of(
                "ingest.serial.ports",
                folder.resolve("ttyACM0").toString(),
                "ingest.serial.greet",
                Boolean.toString(greet),
                "ingest.commands.enabled",
                "false"));
        InstantSource clock = InstantSource.system();
        BoardLimits limits = new BoardLimits(10, Duration.ofMinutes(2), Duration.ofHours(1), 30);
        SerialLinks links = new SerialLinks(
                config,
                new LinkParts(
                        new TelemetryPublisher((event, _) -> events.add(event), clock),
                        new BoardEvents((event, _) -> events.add(event), clock, "lab:8081"),
                        new CounterEpochs(),
                        new IngestMetrics(meters),
                        clock),
                new BoardRegistry(limits, clock, _ -> {}),
                desk(config, clock));
        started.add(links);
        links.start();
    }

    private CommandDesk desk(IngestConfig config, InstantSource clock) {
        CommandMetrics counts = new CommandMetrics(meters);
        return new CommandDesk(
                config,
                () -> "redis://localhost:1",
                new CommandReader(CommandAssembly.limits(config)),
                new Commands(
                        CommandAssembly.limits(config), _ -> Claims.Outcome.UNANSWERED, (_, _) -> {}, counts, clock),
                new SharedClaims(
                        new RedisClaims("redis://localhost:1", Duration.ofMillis(100)),
                        new RedisHash("redis://localhost:1", "mycostream:commands:open", Duration.ofMillis(100)),
                        "test",
                        _ -> {},
                        Duration.ofSeconds(1),
                        clock),
                counts,
                clock);
    }

    /** Waits for the first frame, which has to be all that comes. */
    private static MdpFrame awaitFrame(PseudoTerminal board) {
        List<MdpInput> read = new ArrayList<>();
        MdpFrameReader reader = new MdpFrameReader();
        byte[] bytes = new byte[1024];
        await().atMost(SOON).until(() -> {
            reader.feed(bytes, 0, board.read(bytes, Duration.ofMillis(100)), read::add);
            return !read.isEmpty();
        });
        assertThat(read).singleElement().isInstanceOf(MdpFrame.class);
        return (MdpFrame) read.getFirst();
    }

    private double counted(String event) {
        return meters.get("ingest.sequence").tag("event", event).counter().count();
    }

    private static byte[] frame(int type, long seq, long ack, String payload) {
        return MdpFrame.of(new MdpHeader(type, seq, ack, 0, 0xA1, 0xC0), payload.getBytes(UTF_8))
                .encode();
    }
}
