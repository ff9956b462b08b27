package io.mycostream.sim.line;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.mdp.Rejection;
import io.mycostream.sim.board.BoardKind;
import io.mycostream.sim.board.BoardSettings;
import io.mycostream.sim.truth.Entry.Incident;
import io.mycostream.sim.truth.Entry.Sent;
import io.mycostream.sim.truth.RecordedTruth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A board as a host sees it that opens its device file. */
@Timeout(60)
class SimulatedLineTest {

    private static final BoardSettings FAST = BoardSettings.builder().rateHz(50).build();

    @TempDir
    private Path folder;

    private final RecordedTruth truth = new RecordedTruth();

    @Test
    void theHostReadsWhatIsWrittenDown() throws Exception {
        try (SimulatedLine line = SimulatedLine.of(BoardKind.SIDE_A)
                        .settings(FAST)
                        .truth(truth)
                        .plugIn();
                Host host = new Host(line.path(), false)) {
            await().until(() -> host.frames().size() >= 20);
            line.silence();
            await().until(() -> host.frames().size() == truth.readableFrames().size());

            assertThat(host.frames()).isEqualTo(truth.readableFrames());
            assertThat(host.inputs).noneMatch(Rejection.class::isInstance);
            assertThat(truth.all(Sent.class)).allMatch(Sent::readable);
        }
    }

    @Test
    void theHostReadsWhatIsReadableOfABadLine() throws Exception {
        try (SimulatedLine line = SimulatedLine.of(BoardKind.BINARY)
                        .settings(BoardSettings.builder().rateHz(200).build())
                        .faults(Faults.parse(
                                "noise=0.05,flip=0.05,drop=0.05,repeat=0.05,delimiter=0.05,restart=0.01", 7))
                        .truth(truth)
                        .plugIn();
                Host host = new Host(line.path(), false)) {
            await().until(() -> host.frames().size() >= 300);
            line.silence();
            await().until(() -> host.frames().size() == truth.readableFrames().size());

            assertThat(host.frames()).isEqualTo(truth.readableFrames());
            assertThat(truth.all(Sent.class)).anyMatch(sent -> !sent.legible());
            assertThat(truth.all(Incident.class)).hasSizeGreaterThan(1);
        }
    }

    @Test
    void everyFrameThatTheBoardTakesForDeliveredHasArrived() throws Exception {
        try (SimulatedLine line = SimulatedLine.of(BoardKind.DURABLE)
                        .settings(BoardSettings.builder().rateHz(10).build())
                        .faults(Faults.parse("flip=0.1,drop=0.1,restart=0.02", 7))
                        .truth(truth)
                        .plugIn();
                Host host = new Host(line.path(), true)) {
            await().until(() -> truth.deliveredFrames().size() >= 30);
            line.silence();

            assertThat(new HashSet<>(host.frames())).containsAll(truth.deliveredFrames());
            assertThat(truth.deliveredFrames()).doesNotHaveDuplicates();
        }
    }

    @Test
    void comesBackUnderItsNameWhenItWasUnplugged() throws Exception {
        Path link = folder.resolve("ttyMyco0");
        try (SimulatedLine line = SimulatedLine.of(BoardKind.SIDE_A)
                .settings(FAST)
                .truth(truth)
                .at(link)
                .plugIn()) {
            try (Host host = new Host(link, false)) {
                await().until(() -> host.frames().size() >= 3);
                line.unplug();
                assertThat(Files.exists(link)).isFalse();
            }

            line.plugIn();

            try (Host host = new Host(link, false)) {
                await().until(() -> host.frames().size() >= 2);
                assertThat(host.frames().getFirst().type()).isEqualTo(MdpType.HELLO);
                assertThat(host.frames().getFirst().seq()).isEqualTo(1);
            }
        }
        assertThat(Files.exists(link)).isFalse();
        assertThat(truth.all(Incident.class))
                .extracting(Incident::what)
                .containsExactly("boot", "unplugged", "plugged", "boot");
    }

    @Test
    void unplugsItselfAndReturnsWhereThatIsAskedFor() throws Exception {
        Path link = folder.resolve("ttyMyco1");
        try (SimulatedLine line = SimulatedLine.of(BoardKind.BINARY)
                        .settings(FAST)
                        .truth(truth)
                        .faults(Faults.parse("unplug=1", 1).withAway(Duration.ofMillis(50)))
                        .at(link)
                        .plugIn();
                Host host = new Host(line.path(), false)) {
            await().until(() -> truth.all(Incident.class).stream()
                    .map(Incident::what)
                    .toList()
                    .contains("plugged"));

            assertThat(Files.exists(link)).isTrue();
            assertThat(host.frames()).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void startsAnewWhenItIsReset() throws Exception {
        try (SimulatedLine line = SimulatedLine.of(BoardKind.SIDE_A)
                        .settings(FAST)
                        .truth(truth)
                        .plugIn();
                Host host = new Host(line.path(), false)) {
            await().until(() -> host.frames().size() >= 3);

            line.restart();

            await().until(() -> host.frames().stream()
                            .filter(frame -> frame.type() == MdpType.HELLO)
                            .count()
                    == 2);
            assertThat(host.frames().stream()
                            .filter(frame -> frame.type() == MdpType.HELLO)
                            .map(MdpFrame::seq))
                    .containsExactly(1L, 1L);
        }
    }

    @Test
    void answersTheHost() throws Exception {
        try (SimulatedLine line =
                        SimulatedLine.of(BoardKind.SIDE_A).truth(truth).plugIn();
                Host host = new Host(line.path(), false)) {
            await().until(() -> host.frames().size() >= 2);

            host.write(MdpFrame.of(
                    new MdpHeader(0x02, 77, 0, 0x01, 0xC0, 0xA1), "{\"cmd\":\"read_sensors\"}".getBytes(UTF_8)));

            await().until(() -> host.frames().getLast().type() == MdpType.ACK);
            assertThat(host.frames().getLast().ack()).isEqualTo(77);
        }
    }

    @Test
    void whatNobodyHearsIsWrittenDownAsNotWritten() throws Exception {
        try (SimulatedLine line =
                SimulatedLine.of(BoardKind.BINARY).settings(FAST).truth(truth).plugIn()) {
            try (Host host = new Host(line.path(), false)) {
                await().until(() -> host.frames().size() >= 3);
            }

            await().until(() -> truth.all(Sent.class).stream()
                            .filter(sent -> !sent.written())
                            .count()
                    >= 3);

            try (Host host = new Host(line.path(), false)) {
                await().until(() -> host.frames().size() >= 3);
                assertThat(host.frames().getFirst().seq()).isGreaterThan(3);
            }
        }
        assertThat(truth.all(Incident.class)).hasSize(1);
    }
}
