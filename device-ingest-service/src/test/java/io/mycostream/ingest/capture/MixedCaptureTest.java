package io.mycostream.ingest.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.ingest.device.SequenceTracker;
import io.mycostream.ingest.device.SequenceVerdict;
import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpVariant;
import io.mycostream.ingest.mdp.Payload;
import io.mycostream.ingest.mdp.PayloadKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten thousand frames of five boards as lines bring them. Everything follows from the seed. */
class MixedCaptureTest {

    private static final int FRAMES_PER_BOARD = 2000;
    private static final long LAST_32 = 0xFFFF_FFFFL;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void exactlyTheWholeFramesAreFoundInOrderHoweverTheBytesArrive(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        for (PlayedLine line : fiveBoards(random)) {
            List<MdpFrame> found = new ArrayList<>();

            feed(new MdpFrameReader(), line.wire(), 0, line.wire().length, random, found);

            assertThat(found)
                    .isEqualTo(line.whole().stream().map(PlayedLine.Sent::frame).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void repetitionsAreDroppedAndGapsAreCountedAlsoOverTheWrap(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        for (PlayedLine line : fiveBoards(random)) {
            List<MdpFrame> found = new ArrayList<>();
            feed(new MdpFrameReader(), line.wire(), 0, line.wire().length, random, found);
            SequenceTracker sequence = new SequenceTracker();
            List<MdpFrame> accepted = new ArrayList<>();
            int missing = 0;

            for (MdpFrame frame : found) {
                SequenceVerdict verdict = sequence.judge(frame);
                assertThat(verdict).isNotInstanceOfAny(SequenceVerdict.Restart.class, SequenceVerdict.Late.class);
                if (verdict.accepted()) {
                    accepted.add(frame);
                }
                missing += verdict instanceof SequenceVerdict.Gap(int frames) ? frames : 0;
            }

            assertThat(accepted).isEqualTo(line.once());
            assertThat(missing).isBetween(line.missing() - 10, line.missing());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7, 8})
    void aReaderThatDiesAndReturnsLosesOnlyTheFrameItWasIn(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        for (PlayedLine line : fiveBoards(random)) {
            int death = random.nextInt(line.wire().length);
            List<MdpFrame> found = new ArrayList<>();

            feed(new MdpFrameReader(), line.wire(), 0, death, random, found);
            feed(new MdpFrameReader(), line.wire(), death, line.wire().length, random, found);

            assertThat(found).as("died at byte %d", death).isEqualTo(outside(line, death, death));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {9, 10, 11})
    void aReaderThatIsAwayForAWhileLosesOnlyWhatWasSaidMeanwhile(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        for (PlayedLine line : fiveBoards(random)) {
            int death = random.nextInt(line.wire().length - 5000);
            int back = death + random.nextInt(5000);
            List<MdpFrame> found = new ArrayList<>();
            MdpFrameReader reader = new MdpFrameReader();

            feed(reader, line.wire(), 0, death, random, found);
            reader.reset();
            feed(reader, line.wire(), back, line.wire().length, random, found);

            assertThat(found).as("away from byte %d to %d", death, back).isEqualTo(outside(line, death, back));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {12})
    void theCaptureHoldsEveryKindOfPayload(long seed) {
        Set<PayloadKind> kinds = EnumSet.noneOf(PayloadKind.class);
        for (PlayedLine line : fiveBoards(new SplittableRandom(seed))) {
            line.once().forEach(frame -> kinds.add(Payload.of(frame).kind()));
        }

        assertThat(kinds).containsExactlyInAnyOrder(PayloadKind.values());
    }

    /** Three boards with their own lines, one that shares its line with its other half, and a backend's. */
    private static List<PlayedLine> fiveBoards(RandomGenerator random) {
        return List.of(
                line(random).sender(MdpVariant.LE16, MdpEndpoint.SIDE_A, 0).play(FRAMES_PER_BOARD),
                line(random)
                        .sender(MdpVariant.LE16, MdpEndpoint.SIDE_A, LAST_32 - 700)
                        .play(FRAMES_PER_BOARD),
                line(random)
                        .sender(MdpVariant.LE16, MdpEndpoint.SIDE_A, LAST_32 - 20)
                        .sender(MdpVariant.LE16, MdpEndpoint.SIDE_B, 41)
                        .sender(MdpVariant.LE16, MdpEndpoint.GATEWAY, 0)
                        .play(FRAMES_PER_BOARD),
                line(random).sender(MdpVariant.BE13, MdpEndpoint.SIDE_A, 65_000).play(FRAMES_PER_BOARD),
                line(random)
                        .sender(MdpVariant.LE16, MdpEndpoint.SIDE_B, 1_000_000)
                        .sender(MdpVariant.BE13, MdpEndpoint.SIDE_A, 65_535)
                        .play(FRAMES_PER_BOARD));
    }

    private static PlayedLine line(RandomGenerator random) {
        return new PlayedLine(random);
    }

    private static List<MdpFrame> outside(PlayedLine line, int from, int to) {
        return line.whole().stream()
                .filter(sent -> sent.end() <= from || sent.start() >= to)
                .map(PlayedLine.Sent::frame)
                .toList();
    }

    private static void feed(
            MdpFrameReader reader, byte[] bytes, int from, int to, RandomGenerator random, List<MdpFrame> found) {
        for (int at = from; at < to; ) {
            int count = Math.min(random.nextInt(1, 900), to - at);
            reader.feed(bytes, at, count, input -> {
                if (input instanceof MdpFrame frame) {
                    found.add(frame);
                }
            });
            at += count;
        }
    }
}
