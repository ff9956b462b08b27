package io.mycostream.ingest.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.spool.SpoolDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ids of frames, over ends of the process that leave everything as it happens to be. */
class CounterEpochsTest {

    @TempDir
    Path folder;

    private SpoolDirectory directory;
    private CounterEpochs epochs;
    private SequenceTracker tracker;

    @BeforeEach
    void start() throws Exception {
        directory = SpoolDirectory.open(folder);
        epochs = new CounterEpochs();
        epochs.keepIn(directory);
        tracker = new SequenceTracker("/dev/ttyACM0", epochs);
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    void aFrameThatIsRepeatedAfterAKillHasItsIdAgain() throws Exception {
        List<MdpFrame> frames = new ArrayList<>();
        List<FrameId> ids = new ArrayList<>();
        for (int seq = 1; seq <= 600; seq++) {
            frames.add(frame(seq, "{\"n\":" + seq + "}"));
            ids.add(judged(frames.getLast()));
        }

        killAndStart();

        for (int i = 590; i < 600; i++) {
            assertThat(tracker.judge(frames.get(i)).accepted()).isTrue();
            assertThat(tracker.lastId()).isEqualTo(ids.get(i));
        }
    }

    @Test
    void aCounterThatBeganAnewGivesOtherIdsAlsoAfterAKill() throws Exception {
        FrameId before = judged(frame(1, "{}"));
        judged(frame(2, "{\"n\":2}"));
        assertThat(tracker.judge(frame(1, "{\"other\":1}"))).isEqualTo(new SequenceVerdict.Restart());
        FrameId after = judged(frame(2, "{}"));

        killAndStart();

        assertThat(judged(frame(2, "{}"))).isEqualTo(after);
        assertThat(judged(frame(3, "{}"))).isNotIn(before, after);
    }

    @Test
    void findsOutThatABoardBeganAnewWhileNobodyListened() throws Exception {
        for (int seq = 1; seq <= 500; seq++) {
            judged(frame(seq, "{\"n\":" + seq + "}"));
        }
        FrameId early = judged(frame(501, "{}"));

        killAndStart();

        assertThat(tracker.judge(frame(2, "{\"fresh\":true}"))).isEqualTo(new SequenceVerdict.Restart());
        assertThat(judged(frame(501, "{}"))).isNotEqualTo(early);
    }

    @Test
    void namesFramesByTheirLinkSenderNumberAndBytes() {
        FrameId id = judged(frame(1, "{}"));

        SequenceTracker elsewhere = new SequenceTracker("/dev/ttyACM1", new CounterEpochs());
        elsewhere.judge(frame(1, "{}"));
        assertThat(elsewhere.lastId()).isNotEqualTo(id);
        assertThat(judged(frame(1, "{}"))).as("a repetition").isEqualTo(id);
        assertThat(judged(frame(2, "{}"))).isNotEqualTo(id);
        assertThat(id.id().version()).isEqualTo(8);
        assertThat(id.id().variant()).isEqualTo(2);
    }

    @Test
    void namesAnEnvelopeByItself() {
        assertThat(FrameId.ofEnvelope("/dev/ttyACM0", "sha256:aa 1 1"))
                .isEqualTo(FrameId.ofEnvelope("/dev/ttyACM0", "sha256:aa 1 1"))
                .isNotEqualTo(FrameId.ofEnvelope("/dev/ttyACM1", "sha256:aa 1 1"));
    }

    @Test
    void keepsItsFileSmall() throws Exception {
        for (int seq = 1; seq <= 3_000_000; seq += 600) {
            judged(frame(seq, "{}"));
        }

        assertThat(java.nio.file.Files.size(folder.resolve("counters"))).isLessThan(2 << 20);
    }

    @Test
    void aFrameThatIsRepeatedAfterAStopIsADuplicateFromItsSecondCopyOn() throws Exception {
        MdpFrame frame = frame(7, "{}");
        tracker.judge(frame);

        epochs.close();
        killAndStart();

        assertThat(tracker.judge(frame)).isEqualTo(new SequenceVerdict.Late());
        assertThat(tracker.judge(frame)).isEqualTo(new SequenceVerdict.Duplicate());
        assertThat(tracker.judge(frame(8, "{}"))).isEqualTo(new SequenceVerdict.InOrder());
    }

    private void killAndStart() throws Exception {
        directory.close();
        start();
    }

    private FrameId judged(MdpFrame frame) {
        tracker.judge(frame);
        return tracker.lastId();
    }

    private static MdpFrame frame(long seq, String payload) {
        int flags = MdpFlag.ACK_REQUESTED.bit();
        return MdpFrame.of(new MdpHeader(1, seq, 0, flags, 0xA1, 0xC0), payload.getBytes(UTF_8));
    }
}
