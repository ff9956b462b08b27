package io.mycostream.ingest.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.ingest.device.SequenceTracker;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.mdp.body.DurableEnvelope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AcknowledgerTest {

    private static final int TELEMETRY = 1;
    private static final int ACK = 3;
    private static final int EVENT = 5;
    private static final int ASKS = 1;
    private static final int SIDE_A = 0xA1;
    private static final int SIDE_B = 0xB1;
    private static final byte[] BINARY = {1, 2, 3};

    private final List<MdpFrame> sent = new CopyOnWriteArrayList<>();
    private final Voice voice = Voice.on("test", bytes -> sent.add(GatewayNumbersTest.read(bytes)));
    private final SequenceTracker sequence = new SequenceTracker();
    private final Counted counts = new Counted();
    private Instant now = Instant.parse("2026-11-20T07:00:00Z");
    private final Acknowledger acknowledger =
            new Acknowledger(new GatewayNumbers(1), counts, () -> now, Duration.ofSeconds(2));

    AcknowledgerTest() {
        acknowledger.speakOn(voice);
    }

    @AfterEach
    void close() {
        voice.close();
    }

    @Test
    void aBinaryFrameIsAcknowledgedOnceItIsSafe() {
        Runnable safe = come(frame(TELEMETRY, 1, ASKS, SIDE_A, BINARY));
        assertThat(counts.acknowledged).hasValue(0);

        safe.run();

        assertThat(acks(1)).containsExactly(1L);
        MdpFrame ack = sent.getFirst();
        assertThat(ack.type()).isEqualTo(MdpType.ACK);
        assertThat(ack.flags()).isEqualTo(Set.of(MdpFlag.IS_ACK));
        assertThat(ack.source()).isEqualTo(0xC0);
        assertThat(ack.destination()).isEqualTo(SIDE_A);
        assertThat(ack.payloadLength()).isZero();
    }

    @Test
    void binaryFirmwareIsToldTheNumberUpToWhichAllIsSafe() {
        come(frame(TELEMETRY, 1, ASKS, SIDE_A, BINARY)).run();
        Runnable second = come(frame(TELEMETRY, 2, ASKS, SIDE_A, BINARY));
        Runnable third = come(frame(TELEMETRY, 3, ASKS, SIDE_A, BINARY));

        third.run();
        second.run();

        assertThat(acks(3)).containsExactly(1L, 1L, 3L);
    }

    @Test
    void firmwareWithJsonBodiesIsToldTheNumberOfTheFrame() {
        come(json(7, ASKS));
        come(json(8, ASKS)).run();

        assertThat(acks(1)).containsExactly(8L);
    }

    @Test
    void aRepetitionIsAcknowledgedAgainAndNotBeforeItIsSafe() {
        MdpFrame frame = frame(TELEMETRY, 1, ASKS, SIDE_A, BINARY);
        come(frame);
        Runnable again = come(frame);
        assertThat(counts.acknowledged).hasValue(0);

        again.run();
        come(frame).run();

        assertThat(acks(2)).containsExactly(1L, 1L);
    }

    @Test
    void aRepetitionOfAJsonFrameIsAcknowledgedAgain() {
        come(json(7, ASKS));
        come(json(7, ASKS)).run();
        come(json(7, ASKS)).run();

        assertThat(acks(2)).containsExactly(7L, 7L);
    }

    @Test
    void whatWasSaidBeforeABoardWasHeardIsNotAcknowledgedWhileItMayBeRepeated() {
        come(frame(TELEMETRY, 500, ASKS, SIDE_A, BINARY)).run();
        now = now.plusSeconds(1);
        come(frame(TELEMETRY, 501, ASKS, SIDE_A, BINARY)).run();
        assertThat(counts.acknowledged).hasValue(0);

        now = now.plusSeconds(1);
        come(frame(TELEMETRY, 502, ASKS, SIDE_A, BINARY)).run();

        assertThat(acks(1)).containsExactly(502L);
        assertThat(counts.passedOver).hasValue(0);
    }

    @Test
    void aFrameOfSideBThatIsMissingIsWaitedForAsLongAsSideBRepeatsIt() {
        come(frame(TELEMETRY, 1, ASKS, SIDE_B, BINARY)).run();
        come(frame(TELEMETRY, 3, ASKS, SIDE_B, BINARY)).run();
        now = now.plusSeconds(11);
        come(frame(TELEMETRY, 4, ASKS, SIDE_B, BINARY)).run();
        now = now.plusSeconds(3);
        come(frame(TELEMETRY, 5, ASKS, SIDE_B, BINARY)).run();

        assertThat(acks(4)).containsExactly(1L, 1L, 1L, 5L);
        assertThat(counts.passedOver).hasValue(1);
    }

    @Test
    void resultsOfCommandsDoNotMakeABoardForgetWhatItHasInFlash() {
        come(envelope(1)).run();
        for (long seq = 3; seq <= 20; seq++) {
            MdpFrame result = frame(EVENT, seq, ASKS, SIDE_A, BINARY);
            come(result).run();
            come(result).run();
        }
        now = now.plusSeconds(5);
        come(envelope(21)).run();

        assertThat(Set.copyOf(acks(38))).as("2 is in flash still").containsExactly(1L);
        assertThat(counts.passedOver).hasValue(0);
    }

    @Test
    void aBoardOfWhichNoMeasurementHasComeMayHaveFlash() {
        come(frame(EVENT, 500, ASKS, SIDE_A, BINARY)).run();
        now = now.plusSeconds(5);
        come(frame(EVENT, 501, ASKS, SIDE_A, BINARY)).run();
        assertThat(counts.acknowledged).hasValue(0);

        come(frame(TELEMETRY, 502, 0, SIDE_A, BINARY)).run();
        come(frame(EVENT, 503, ASKS, SIDE_A, BINARY)).run();

        assertThat(acks(1)).as("none does that measures without asking").containsExactly(503L);
    }

    @Test
    void anAcknowledgementThatAsksForOneGetsNone() {
        come(frame(ACK, 1, 0x03, SIDE_A, new byte[0])).run();
        come(frame(ACK, 2, 0x05, SIDE_A, new byte[0])).run();
        come(frame(ACK, 1, 0x03, SIDE_A, new byte[0])).run();

        come(frame(TELEMETRY, 3, ASKS, SIDE_A, BINARY)).run();

        assertThat(acks(1)).containsExactly(3L);
    }

    @Test
    void aFrameThatDoesNotAskGetsNone() {
        come(frame(TELEMETRY, 1, 0, SIDE_A, BINARY)).run();
        come(frame(TELEMETRY, 2, ASKS, SIDE_A, BINARY)).run();

        assertThat(acks(1)).containsExactly(2L);
    }

    @Test
    void eachSenderOnALineIsAcknowledgedForItself() {
        come(frame(TELEMETRY, 1, ASKS, SIDE_A, BINARY)).run();
        come(frame(TELEMETRY, 1, ASKS, SIDE_B, BINARY)).run();

        assertThat(acks(2)).containsExactly(1L, 1L);
        assertThat(sent.stream().map(MdpFrame::destination)).containsExactly(SIDE_A, SIDE_B);
    }

    @Test
    void whatABoardSaidBeforeItsRestartIsNotAcknowledgedAfterIt() {
        Runnable old = come(frame(TELEMETRY, 500_000, ASKS, SIDE_A, BINARY));
        Runnable fresh = come(frame(TELEMETRY, 1, ASKS, SIDE_A, BINARY));

        old.run();
        fresh.run();

        assertThat(acks(1)).containsExactly(1L);
    }

    @Test
    void whoComesAfterAnotherIsNotToldTheNumbersOfTheOther() {
        come(frame(TELEMETRY, 1, ASKS, SIDE_A, BINARY)).run();
        come(frame(TELEMETRY, 2, ASKS, SIDE_A, BINARY)).run();
        Runnable old = come(frame(TELEMETRY, 3, ASKS, SIDE_A, BINARY));

        sequence.reset();
        acknowledger.forget();
        old.run();
        come(frame(TELEMETRY, 2, ASKS, SIDE_A, BINARY)).run();
        assertThat(counts.acknowledged).hasValue(2);
        come(frame(TELEMETRY, 1, ASKS, SIDE_A, BINARY)).run();

        assertThat(acks(3)).containsExactly(1L, 2L, 1L);
    }

    @Test
    void nothingIsSaidWithoutAWayOut() {
        Runnable safe = come(frame(TELEMETRY, 1, ASKS, SIDE_A, BINARY));
        acknowledger.speakOn(null);

        safe.run();

        assertThat(counts.acknowledged).hasValue(0);
    }

    private List<Long> acks(int expected) {
        await().atMost(Duration.ofSeconds(10)).until(() -> sent.size() >= expected);
        assertThat(counts.acknowledged).hasValue(expected);
        return sent.stream().map(MdpFrame::ack).toList();
    }

    private Runnable come(MdpFrame frame) {
        return acknowledger.came(frame, sequence.judge(frame));
    }

    private static MdpFrame envelope(long seq) {
        DurableEnvelope said = new DurableEnvelope("a", "sporebase", Optional.empty(), seq, 1, 1000, List.of());
        return frame(TELEMETRY, seq, ASKS, SIDE_A, said.encode());
    }

    private static MdpFrame json(long seq, int flags) {
        return frame(TELEMETRY, seq, flags, SIDE_A, "{\"n\":1}".getBytes(UTF_8));
    }

    private static MdpFrame frame(int type, long seq, int flags, int source, byte[] payload) {
        return MdpFrame.of(new MdpHeader(type, seq, 0, flags, source, 0xC0), payload);
    }
}
