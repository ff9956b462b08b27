package io.mycostream.sim.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpInput;
import io.mycostream.ingest.mdp.Rejection;
import io.mycostream.sim.board.Bench;
import io.mycostream.sim.board.BoardKind;
import io.mycostream.sim.board.BoardSettings;
import io.mycostream.sim.board.Sending;
import io.mycostream.sim.board.Sending.Meaning;
import io.mycostream.sim.truth.Entry.Sent;
import io.mycostream.sim.truth.RecordedTruth;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written down of a bad line is what the real reader makes of it, although nothing of it was decoded for that. */
class TruthOfTheLineTest {

    private static final String EVERYTHING =
            "noise=0.1,flip=0.1,drop=0.05,repeat=0.1,delimiter=0.1,truncate=0.05,half-line=0.1";

    @ParameterizedTest
    @EnumSource(names = {"SIDE_A", "SIDE_A_2_0_0", "SIDE_B", "DURABLE", "BINARY", "RADIO_SIDE_B", "BACKEND"})
    void readableFramesAreThoseThatTheRealReaderFinds(BoardKind kind) {
        int rejections = 0;
        for (long seed = 1; seed <= 20; seed++) {
            Trial trial = new Trial(kind, Faults.parse(EVERYTHING, seed));

            List<MdpInput> inputs = trial.read(new Random(seed));

            assertThat(inputs)
                    .as("seed " + seed)
                    .filteredOn(MdpFrame.class::isInstance)
                    .isEqualTo(trial.truth.readableFrames());
            rejections +=
                    (int) inputs.stream().filter(Rejection.class::isInstance).count();
        }
        assertThat(rejections).isPositive();
    }

    @Test
    void withoutFaultsEverythingIsReadable() {
        Trial trial = new Trial(BoardKind.SIDE_A, Faults.none());

        assertThat(trial.truth.all(Sent.class)).allMatch(Sent::readable).isNotEmpty();
    }

    @Test
    void aDroppedFrameIsWrittenDownAsNotWritten() {
        Trial trial = new Trial(BoardKind.BINARY, Faults.parse("drop=1", 1));

        assertThat(trial.wire.size()).isZero();
        assertThat(trial.truth.all(Sent.class)).noneMatch(Sent::written).isNotEmpty();
    }

    @Test
    void aRepeatedLineIsWrittenDownTwice() {
        Trial trial = new Trial(BoardKind.DEVICE_MANAGER, Faults.parse("repeat=1", 1));

        List<String> lines = trial.truth.readableLines(Meaning.TELEMETRY);

        assertThat(lines.get(1)).isEqualTo(lines.get(0));
        assertThat(lines.get(2)).isNotEqualTo(lines.get(0));
    }

    @Test
    void aLostLineEndCostsTwoLines() {
        Referee referee = new Referee(false);
        byte[] half = {'a', 'b'};

        referee.pass(half, half.length);

        assertThat(referee.finds(Sending.Line.of("{}", Meaning.JSON))).isFalse();
        referee.pass(new byte[] {'\n'}, 1);
        assertThat(referee.finds(Sending.Line.of("{}", Meaning.JSON))).isTrue();
    }

    /** A board's minute on a line with a host that is always there. */
    private static final class Trial implements Wire.Port {

        private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
        private final RecordedTruth truth = new RecordedTruth();

        Trial(BoardKind kind, Faults faults) {
            BoardSettings settings =
                    BoardSettings.builder().rateHz(5).liveLines(true).build();
            Wire line = new Wire(faults, truth, kind.sendsFrames(), this);
            new Bench(kind.board(settings), line).boot().run(Duration.ofMinutes(1));
            line.end();
        }

        List<MdpInput> read(Random random) {
            byte[] bytes = wire.toByteArray();
            List<MdpInput> inputs = new ArrayList<>();
            MdpFrameReader reader = new MdpFrameReader();
            int at = 0;
            while (at < bytes.length) {
                int count = Math.min(bytes.length - at, 1 + random.nextInt(500));
                reader.feed(bytes, at, count, inputs::add);
                at += count;
            }
            return inputs;
        }

        @Override
        public boolean isOpenAtHost() {
            return true;
        }

        @Override
        public int write(byte[] bytes) {
            wire.writeBytes(bytes);
            return bytes.length;
        }
    }
}
