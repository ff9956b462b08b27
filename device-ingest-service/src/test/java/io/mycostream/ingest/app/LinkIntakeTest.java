package io.mycostream.ingest.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mycostream.ingest.board.BoardChange;
import io.mycostream.ingest.board.BoardCounts;
import io.mycostream.ingest.board.BoardLimits;
import io.mycostream.ingest.board.BoardRegistry;
import io.mycostream.ingest.board.Transport;
import io.mycostream.ingest.command.Claims;
import io.mycostream.ingest.command.CommandLimits;
import io.mycostream.ingest.command.Commands;
import io.mycostream.ingest.command.Speaker;
import io.mycostream.ingest.device.CounterEpochs;
import io.mycostream.ingest.device.HelloCommand;
import io.mycostream.ingest.link.DeviceLink;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.retry.Backoff;
import io.mycostream.ingest.spool.SpoolDirectory;
import io.mycostream.ingest.telemetry.Backlog;
import io.mycostream.ingest.telemetry.BoardEvents;
import io.mycostream.ingest.telemetry.TelemetryPublisher;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.redis.RedisPublisher;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkIntakeTest {

    private final List<Event> events = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RedisPublisher unused = RedisPublisher.builder().build();
    private final Backlog backlog =
            new Backlog(unused, 1, new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)), Duration.ZERO);

    private final List<BoardChange> changes = new ArrayList<>();
    private boolean refusing;

    private Instant now = Instant.parse("2026-11-20T07:00:00Z");
    private final CommandMetrics commandMetrics = new CommandMetrics(meters);
    private final Commands commands = new Commands(
            new CommandLimits(
                    1,
                    1,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    1,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1)),
            _ -> Claims.Outcome.GRANTED,
            (_, _) -> {},
            commandMetrics,
            () -> now);
    private final LinkIntake intake = intake(new CounterEpochs());

    private final List<byte[]> asked = new CopyOnWriteArrayList<>();
    private final DeviceLink.Line line = asked::add;

    private LinkIntake intake(CounterEpochs counters) {
        BoardLimits limits = new BoardLimits(10, Duration.ofMinutes(2), Duration.ofHours(1), 30);
        return new LinkIntake(
                "/dev/ttyACM0",
                new LinkParts(
                        new TelemetryPublisher((event, _) -> take(event), () -> now),
                        new BoardEvents((event, _) -> take(event), () -> now, "lab:8081"),
                        counters,
                        new IngestMetrics(meters),
                        () -> now),
                new BoardRegistry(limits, () -> now, changes::add).link("/dev/ttyACM0", Transport.SERIAL),
                new Speaker("/dev/ttyACM0", commands, commandMetrics, true, Duration.ofSeconds(2), () -> now),
                true);
    }

    @AfterEach
    void close() {
        commands.close();
        backlog.close();
        unused.close();
    }

    @Test
    void knowsABoardAgainThatWasAwayForAMoment() {
        intake.opened(line);
        receive(frame(6, 1, "{\"device_id\":\"mushroom1\"}"));

        comeBackAfter(Duration.ofSeconds(20));
        receive(frame(1, 2, "{}"));

        assertThat(events).singleElement().extracting(Event::source).isEqualTo("device:mushroom1");
    }

    @Test
    void doesNotTakeAnotherBoardForTheOneThatLeftLongAgo() {
        intake.opened(line);
        receive(frame(6, 1, "{\"device_id\":\"mushroom1\"}"));

        comeBackAfter(Duration.ofMinutes(2));
        receive(frame(1, 2, "{}"));

        assertThat(events).singleElement().extracting(Event::source).isEqualTo("device:mycobrain--dev-ttyACM0");
    }

    @Test
    void hearsTheGreetingOfABoardThatCountsAsTheOneDidThatLeftLongAgo() {
        intake.opened(line);
        receive(frame(6, 1, "{\"device_id\":\"mushroom1\"}"));

        comeBackAfter(Duration.ofMinutes(2));
        receive(frame(6, 1, "{\"device_id\":\"mushroom1\"}"));
        receive(frame(1, 2, "{}"));

        assertThat(events).singleElement().extracting(Event::source).isEqualTo("device:mushroom1");
    }

    @Test
    void doesNotAcknowledgeToABoardWhatAnotherSaidThatLeftLongAgo() {
        intake.opened(line);
        for (long seq = 1; seq <= 3; seq++) {
            receive(binary(seq));
        }
        await().untilAsserted(() -> assertThat(acknowledged()).containsExactly(1L, 2L, 3L));

        comeBackAfter(Duration.ofMinutes(2));
        receive(binary(2));
        receive(binary(1));

        // a board forgets all up to the number it is told: this one would have forgotten its first frame, and its third
        await().untilAsserted(() -> assertThat(acknowledged()).containsExactly(1L, 2L, 3L, 1L));
    }

    private List<Long> acknowledged() {
        List<Long> numbers = new ArrayList<>();
        MdpFrameReader reader = new MdpFrameReader();
        asked.forEach(said -> reader.feed(said, input -> {
            if (input instanceof MdpFrame frame && frame.type() == MdpType.ACK) {
                numbers.add(frame.ack());
            }
        }));
        return numbers;
    }

    private static byte[] binary(long seq) {
        MdpHeader header = new MdpHeader(1, seq, 0, MdpFlag.ACK_REQUESTED.bit(), 0xA1, 0xC0);
        return MdpFrame.of(header, new byte[] {1, 2, 3}).encode();
    }

    @Test
    void countsReadingsBehindWhichMoreIsWaiting() {
        intake.opened(line);

        intake.received(new byte[64], 63);
        intake.received(new byte[64], 64);

        assertThat(meters.get("ingest.reads.full").counter().count()).isEqualTo(1);
    }

    @Test
    void tellsWhoIsHeardAndHowWell() {
        intake.opened(line);
        receive(frame(6, 1, "{\"device_id\":\"mushroom1\",\"sensors\":[\"ai1\"]}"));
        receive(frame(1, 3, "{\"n\":3}"));
        receive(frame(1, 3, "{\"n\":3}"));
        receive(new byte[] {5, 1, 0});
        receive(frame(6, 4, "{\"device_id\":\"hyphae1\"}"));
        intake.closed();

        assertThat(changes)
                .extracting(
                        change -> change.kind().label() + ' ' + change.board().deviceId())
                .containsExactly("online mushroom1", "identity_changed mushroom1", "online hyphae1", "offline hyphae1");
        assertThat(changes.getFirst().board().profile().sensors()).containsExactly("ai1");
        assertThat(changes.get(1).board().counts())
                .isEqualTo(new BoardCounts(3, 1, 1, 1, 0, 1, 0, Map.of("cobs_error", 1L)));
        assertThat(changes.getLast().board().counts().frames()).isEqualTo(1);
    }

    @Test
    void whatItFailsOverCostsNothingBehindIt() {
        intake.opened(line);
        refusing = true;
        receive(frame(1, 1, "{\"n\":1}"));
        print("{\"type\":\"telemetry\",\"ai1_voltage\":0.5}\n");
        refusing = false;

        receive(frame(1, 2, "{\"n\":2}"));

        assertThat(events).hasSize(1);
        assertThat(meters.get("ingest.failures").counter().count()).isEqualTo(2);
        assertThat(counted("gap")).isZero();
    }

    private void take(Event event) {
        if (refusing) {
            throw new IllegalStateException("a bug in what takes events");
        }
        events.add(event);
    }

    @Test
    void publishesWhatHappensOnABoardInItsPlaceAmongWhatItMeasures() {
        intake.opened(line);
        receive(frame(6, 1, "{\"device_id\":\"mushroom1\"}"));
        receive(frame(1, 2, "{\"n\":2}"));
        receive(frame(5, 3, "{\"event\":\"estop_activated\"}"));
        receive(frame(5, 3, "{\"event\":\"estop_activated\"}"));
        receive(frame(1, 4, "{\"n\":4}"));

        assertThat(events)
                .extracting(Event::channel)
                .containsExactly("devices:telemetry", "devices:events", "devices:telemetry");
        assertThat(events).extracting(Event::source).containsOnly("device:mushroom1");
        assertThat(events.get(1).toEnvelope().data())
                .isEqualTo("{\"device_id\":\"mushroom1\",\"event\":{\"event\":\"estop_activated\"},"
                        + "\"kind\":\"json\",\"link\":\"/dev/ttyACM0\",\"process\":\"lab:8081\"}");
        assertThat(happened("json")).isEqualTo(1);
        assertThat(counted("duplicate")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "5, json, 7b2261223a317d",
        "5, envelope, 7b2261223a317d2c2262223a327d",
        "5, cmd_result, 0100040004000000",
        "9, json, 7b2261223a317d"
    })
    void countsWhatHappensByItsForm(int type, String kind, String payload) {
        intake.opened(line);
        receive(MdpFrame.of(
                        new MdpHeader(type, 1, 0, 0, 0xA1, 0xC0), HexFormat.of().parseHex(payload))
                .encode());

        assertThat(events).singleElement().extracting(Event::channel).isEqualTo("devices:events");
        assertThat(happened(kind)).isEqualTo(1);
    }

    @Test
    void theMissionOfADroneIsCountedToo() {
        intake.opened(line);
        receive(MdpFrame.of(new MdpHeader(9, 1, 0, 0, 0xA1, 0xC0), new byte[74]).encode());

        assertThat(happened("drone_mission_status")).isEqualTo(1);
    }

    private double happened(String kind) {
        return meters.get("ingest.events").tag("kind", kind).counter().count();
    }

    @Test
    void aStopThatIsSaidAgainAfterTheProcessWasKilledHasItsIdAgain(@TempDir Path folder) throws Exception {
        for (int process = 1; process <= 2; process++) {
            try (SpoolDirectory directory = SpoolDirectory.open(folder)) {
                CounterEpochs counters = new CounterEpochs();
                counters.keepIn(directory);
                LinkIntake started = intake(counters);
                started.opened(line);
                byte[] stop = MdpFrame.of(
                                new MdpHeader(5, 7, 0, MdpFlag.ACK_REQUESTED.bit(), 0xA1, 0xC0),
                                "{\"event\":\"estop_activated\"}".getBytes(UTF_8))
                        .encode();
                started.received(stop, stop.length);
            }
        }

        assertThat(events)
                .hasSize(2)
                .extracting(Event::messageId)
                .containsOnly(events.getFirst().messageId());
    }

    @Test
    void dropsAFrameThatComesAgain() {
        intake.opened(line);

        receive(frame(1, 1, "{\"n\":1}"));
        receive(frame(1, 1, "{\"n\":1}"));
        receive(frame(1, 2, "{\"n\":2}"));

        assertThat(events).hasSize(2);
        assertThat(meters.get("ingest.sequence")
                        .tag("event", "duplicate")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void readsAFrameThatComesInPieces() {
        byte[] frame = frame(1, 1, "{\"n\":1}");
        intake.opened(line);

        for (byte piece : frame) {
            intake.received(new byte[] {piece, 99}, 1);
        }

        assertThat(events).hasSize(1);
    }

    @Test
    void dropsAnUnfinishedFrameWhenTheLinkCloses() {
        byte[] frame = frame(1, 1, "{\"n\":1}");
        intake.opened(line);
        intake.received(frame, frame.length / 2);

        comeBackAfter(Duration.ofSeconds(1));
        receive(frame(1, 2, "{\"n\":2}"));

        assertThat(events).hasSize(1);
        assertThat(meters.get("ingest.frames").tag("outcome", "valid").counter().count())
                .isEqualTo(1);
        assertThat(meters.get("ingest.frames")
                        .tag("outcome", "crc_error")
                        .counter()
                        .count())
                .isZero();
    }

    @Test
    void countsOpenLinks() {
        intake.opened(line);
        assertThat(meters.get("ingest.links.open").gauge().value()).isEqualTo(1);

        intake.closed();
        assertThat(meters.get("ingest.links.open").gauge().value()).isZero();
    }

    @Test
    void countsGreetingsThatItRefuses() {
        intake.opened(line);
        receive(frame(6, 1, "{\"device_id\":\"\"}"));
        receive(frame(1, 2, "{}"));

        assertThat(meters.get("ingest.greetings.refused").counter().count()).isEqualTo(1);
        assertThat(events).singleElement().extracting(Event::source).isEqualTo("device:mycobrain--dev-ttyACM0");
    }

    @Test
    void asksForTheNameWheneverTheLinkOpens() {
        intake.opened(line);
        comeBackAfter(Duration.ofSeconds(1));

        assertThat(asked).containsExactly(HelloCommand.encoded(), HelloCommand.encoded());
    }

    @Test
    void anAnsweredQuestionIsNeitherAGapNorARestart() {
        intake.opened(line);
        receive(frame(1, 57, "{\"n\":57}"));
        receive(answer(58));
        receive(frame(1, 59, "{\"n\":59}"));

        assertThat(events)
                .extracting(Event::source)
                .containsExactly("device:mycobrain--dev-ttyACM0", "device:mushroom1");
        assertThat(counted("gap") + counted("restart") + counted("duplicate")).isZero();
    }

    @Test
    void goesOnWithABoardThatCountedOnWhileTheLinkWasClosed() {
        intake.opened(line);
        receive(frame(6, 1, "{\"device_id\":\"mushroom1\"}"));
        receive(frame(1, 2, "{\"n\":2}"));

        comeBackAfter(Duration.ofSeconds(20));
        receive(answer(6));
        receive(frame(1, 7, "{\"n\":7}"));

        assertThat(events).extracting(Event::source).containsExactly("device:mushroom1", "device:mushroom1");
        // a greeting out of turn is taken for a restart, also when it was asked for
        assertThat(counted("restart")).isEqualTo(1);
    }

    @Test
    void whatIsSaidAgainAfterTheProcessWasKilledHasItsIdAgain(@TempDir Path folder) throws Exception {
        String envelope =
                "{\"hdr\":{\"msgId\":\"42\"},\"seq\":42,\"pack\":[{\"id\":\"ai1\",\"v\":1}]},\"hash\":\"sha256:aa\"}";
        for (int process = 1; process <= 2; process++) {
            try (SpoolDirectory directory = SpoolDirectory.open(folder)) {
                CounterEpochs counters = new CounterEpochs();
                counters.keepIn(directory);
                LinkIntake started = intake(counters);
                started.opened(line);
                byte[] reading = MdpFrame.of(
                                new MdpHeader(1, 7, 0, MdpFlag.ACK_REQUESTED.bit(), 0xA1, 0xC0),
                                "{\"n\":7}".getBytes(UTF_8))
                        .encode();
                started.received(reading, reading.length);
                byte[] durable = frame(1, 8 + process, envelope);
                started.received(durable, durable.length);
            }
        }

        List<String> ids = events.stream().map(Event::messageId).toList();
        assertThat(ids).hasSize(4);
        assertThat(ids.get(1)).as("in another frame").isEqualTo(ids.get(3)).isNotEqualTo(ids.get(0));
        assertThat(ids.get(0)).isEqualTo(ids.get(2));
    }

    @Test
    void hearsABoardThatTakesNoQuestion() {
        intake.opened(bytes -> false);
        receive(frame(1, 1, "{\"n\":1}"));

        assertThat(events).hasSize(1);
    }

    @Test
    void publishesWhatABoardSaysInTextUnderTheNameItGives() {
        intake.opened(line);
        print("{\"type\":\"telemetry\",\"board_id\":\"AA:BB:CC:DD:EE:FF\",\"ai1_voltage\":0.5}\r\n");
        print("#live AMB addr=0x77 age=2042ms T=20.50C RH=40.29% P=705.71hPa Gas=48123Ohm IAQ=N/A\n");

        assertThat(events).extracting(Event::source).containsOnly("device:AA:BB:CC:DD:EE:FF");
        assertThat(events)
                .extracting(event -> event.toEnvelope().data())
                .satisfiesExactly(
                        json -> assertThat(json).contains("\"ai1_voltage\":0.5"),
                        json -> assertThat(json).contains("\"temperature\":20.50"));
        assertThat(textLines("telemetry")).isEqualTo(1);
        assertThat(textLines("sensor_line")).isEqualTo(1);
    }

    @Test
    void aBoardThatNamesItselfInTextKeepsItsFirmwareAndRole() {
        intake.opened(line);
        print("{\"type\":\"device_identity\",\"board_id\":\"A1B2C3D4E5F6\",\"firmware_version\":\"1.4.0\"}\n");
        print("{\"type\":\"telemetry\",\"data\":{\"ai1_voltage\":0.5}}\n");

        assertThat(events).singleElement().extracting(Event::source).isEqualTo("device:A1B2C3D4E5F6");
    }

    @Test
    void linesOfARadioGatewayAreCountedAndNotPublished() {
        intake.opened(line);
        print("{\"t_ms\":1,\"src\":177,\"dst\":192,\"seq\":4,\"ack\":0,\"type\":1,\"flags\":1}\n");
        print("{\"t_ms\":2,\"src\":177,\"dst\":192,\"seq\":7,\"ack\":0,\"type\":1,\"flags\":1}\n");
        print("{\"sent\":true,\"seq\":1}\n{\"half\nE (12) boot\n");

        assertThat(events).isEmpty();
        assertThat(radioFrames("heard")).isEqualTo(2);
        assertThat(radioFrames("missing")).isEqualTo(2);
        assertThat(textLines("link_header")).isEqualTo(2);
        assertThat(textLines("link_status")).isEqualTo(1);
        assertThat(textLines("malformed")).isEqualTo(1);
        assertThat(textLines("noise")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"t_ms\":1,\"src\":177,\"dst\":192,\"seq\":4,\"ack\":0,\"type\":1,\"flags\":1}",
                "{\"side\":\"gateway\",\"status\":\"boot\"}",
                "{\"type\":\"err\",\"cmd\":\"x\"}",
                "{\"ok\":true}"
            })
    void aBoardIsThereWhateverItSaysInWordsThatAProgramUnderstands(String text) {
        intake.opened(line);
        print("{\"half\nE (12) boot\n");
        assertThat(changes).isEmpty();

        print(text + '\n');

        assertThat(changes)
                .extracting(
                        change -> change.kind().label() + ' ' + change.board().deviceId())
                .containsExactly("online mycobrain--dev-ttyACM0");
        assertThat(events).isEmpty();
    }

    @Test
    void doesNotAskABoardAgainThatHasSpokenInTextOnly() {
        intake.opened(line);
        print("{\"type\":\"telemetry\",\"ai1_voltage\":0.5}\n");
        comeBackAfter(Duration.ofSeconds(1));

        assertThat(asked).hasSize(1);
    }

    @Test
    void asksABoardAgainThatPrintsTextBetweenItsFrames() {
        intake.opened(line);
        print("{\"type\":\"telemetry\",\"ai1_voltage\":0.5}\n");
        receive(frame(1, 1, "{}"));
        comeBackAfter(Duration.ofSeconds(1));

        assertThat(asked).hasSize(2);
    }

    @Test
    void asksWhoeverIsAtThePortLongAfterABoardThatSpokeInTextLeft() {
        intake.opened(line);
        print("{\"type\":\"telemetry\",\"ai1_voltage\":0.5}\n");
        comeBackAfter(Duration.ofMinutes(2));

        assertThat(asked).hasSize(2);
    }

    private void print(String text) {
        receive(text.getBytes(UTF_8));
    }

    private double textLines(String textClass) {
        return meters.get("ingest.text.lines").tag("class", textClass).counter().count();
    }

    private double radioFrames(String event) {
        return meters.get("ingest.radio.frames").tag("event", event).counter().count();
    }

    private double counted(String event) {
        return meters.get("ingest.sequence").tag("event", event).counter().count();
    }

    private static byte[] answer(long seq) {
        return MdpFrame.of(new MdpHeader(6, seq, 1, 0, 0xA1, 0xC0), "{\"device_id\":\"mushroom1\"}".getBytes(UTF_8))
                .encode();
    }

    private void comeBackAfter(Duration absence) {
        intake.closed();
        now = now.plus(absence);
        intake.opened(line);
    }

    private void receive(byte[] bytes) {
        intake.received(bytes, bytes.length);
    }

    private static byte[] frame(int type, long seq, String payload) {
        return MdpFrame.of(new MdpHeader(type, seq, 0, 0, 0xA1, 0xC0), payload.getBytes(UTF_8))
                .encode();
    }
}
