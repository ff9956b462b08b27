package io.mycostream.ingest.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.util.RawValue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mycostream.ingest.device.HelloCommand;
import io.mycostream.ingest.link.DeviceLink;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.retry.Backoff;
import io.mycostream.ingest.telemetry.Backlog;
import io.mycostream.ingest.telemetry.TelemetryPublisher;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.redis.RedisPublisher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinkIntakeTest {

    private final List<Event> events = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RedisPublisher unused = RedisPublisher.builder().build();
    private final Backlog backlog =
            new Backlog(unused, 1, new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)), Duration.ZERO);

    private Instant now = Instant.parse("2026-11-20T07:00:00Z");
    private final LinkIntake intake = new LinkIntake(
            "/dev/ttyACM0",
            new TelemetryPublisher((event, _) -> events.add(event), () -> now),
            new IngestMetrics(meters, backlog),
            () -> now,
            true);

    private final List<byte[]> asked = new ArrayList<>();
    private final DeviceLink.Line line = asked::add;

    @AfterEach
    void close() {
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
                .extracting(event -> String.valueOf(((RawValue) event.data()).rawValue()))
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
