package io.mycostream.ingest.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DiskSpoolTest {

    private static final int KILOBYTES = 10;

    @TempDir
    Path folder;

    private SpoolDirectory directory;
    private Observed observed;
    private DiskSpool spool;

    @BeforeEach
    void open() throws Exception {
        directory = SpoolDirectory.open(folder);
        observed = new Observed();
        spool = DiskSpool.open(directory, DiskSpool.SMALLEST, observed);
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    void givesBothLanesBackInTheOrderOfAppending() throws Exception {
        append(Lane.TELEMETRY, "t1");
        append(Lane.EVENTS, "e2");
        append(Lane.TELEMETRY, "t3");
        append(Lane.TELEMETRY, "t4");
        append(Lane.EVENTS, "e5");

        assertThat(read(100)).as("nothing is synced").isEmpty();
        spool.sync();

        assertThat(read(2)).containsExactly("t1", "e2");
        append(Lane.EVENTS, "e6");
        assertThat(read(100)).containsExactly("t3", "t4", "e5");
        spool.sync();
        assertThat(read(100)).containsExactly("e6");
        assertThat(read(100)).isEmpty();
    }

    @Test
    void findsAfterReopeningWhatIsNotConfirmed() throws Exception {
        for (int n = 1; n <= 5; n++) {
            append(n % 2 == 0 ? Lane.EVENTS : Lane.TELEMETRY, "r" + n);
        }
        spool.sync();
        spool.confirm(2);

        reopen();

        assertThat(observed.found).containsExactlyInAnyOrder("r3", "r4", "r5");
        assertThat(read(100)).containsExactly("r3", "r4", "r5");
        assertThat(append(Lane.EVENTS, "r6")).isEqualTo(6);
    }

    @Test
    void numbersGoOnWhenEverythingWasConfirmed() throws Exception {
        append(Lane.TELEMETRY, "r1");
        spool.sync();
        spool.confirm(1);
        assertThat(spool.bytes()).isZero();

        reopen();

        assertThat(observed.found).isEmpty();
        assertThat(append(Lane.TELEMETRY, "r2")).isEqualTo(2);
        spool.sync();
        assertThat(read(100)).containsExactly("r2");
    }

    @Test
    void losesOnlyTheRecordThatWasTornAndGoesOnBehindIt() throws Exception {
        append(Lane.TELEMETRY, "first");
        append(Lane.TELEMETRY, "second");
        append(Lane.TELEMETRY, "third");
        spool.close();
        Path segment = segments().getFirst();
        byte[] whole = Files.readAllBytes(segment);
        int second = 2 * (Framing.HEADER + Long.BYTES) + "first".length() + "second".length();

        for (int length = second; length < whole.length; length++) {
            Files.write(segment, Arrays.copyOf(whole, length));
            directory.close();
            open();

            assertThat(observed.found).as("cut at %d", length).containsExactly("first", "second");
            assertThat(observed.damaged).isZero();
            append(Lane.TELEMETRY, "behind");
            spool.sync();
            assertThat(read(100)).containsExactly("first", "second", "behind");
            spool.close();
            segments().stream().skip(1).forEach(DiskSpoolTest::delete);
        }
    }

    @Test
    void countsARecordInTheMiddleThatIsDamaged() throws Exception {
        append(Lane.TELEMETRY, "first");
        append(Lane.TELEMETRY, "second");
        append(Lane.TELEMETRY, "third");
        spool.close();
        Path segment = segments().getFirst();
        byte[] bytes = Files.readAllBytes(segment);
        bytes[new String(bytes, UTF_8).indexOf("second")] ^= 1;
        Files.write(segment, bytes);

        directory.close();
        open();

        assertThat(observed.found).containsExactly("first", "third");
        assertThat(observed.damaged).isEqualTo(1);
    }

    @Test
    void losesNoMoreThanWhatStoodInABlockThatTheDiskHasLost() throws Exception {
        for (int n = 0; n < 60; n++) {
            append(Lane.TELEMETRY, "reading%02d ".formatted(n) + "x".repeat(200));
        }
        spool.close();
        Path segment = segments().getFirst();
        byte[] bytes = Files.readAllBytes(segment);
        Arrays.fill(bytes, 4096, 8192, (byte) 0);
        Files.write(segment, bytes);

        directory.close();
        open();

        assertThat(observed.damaged).isEqualTo(1);
        assertThat(observed.found).hasSizeGreaterThan(40);
        assertThat(observed.found.getLast()).startsWith("reading59 ");
        spool.sync();
        assertThat(read(100)).isEqualTo(observed.found);
    }

    /** A directory is what a test has that can be opened and not be read. */
    @Test
    void goesOnBehindASegmentThatTheDiskCannotRead() throws Exception {
        for (int n = 0; n < 20; n++) {
            appendLarge(Lane.TELEMETRY, "reading" + n);
        }
        spool.sync();
        Path unreadable = segments().getFirst();
        Files.delete(unreadable);
        Files.createDirectory(unreadable);

        List<String> left = read(100);
        assertThat(left.getFirst()).startsWith("reading7 ");
        assertThat(left.getLast()).startsWith("reading19 ");
        assertThat(observed.damaged).isEqualTo(1);
        for (int n = 20; n < 200; n++) {
            appendLarge(Lane.TELEMETRY, "reading" + n);
        }
        assertThat(spool.bytes()).isLessThanOrEqualTo(DiskSpool.SMALLEST);

        spool.close();
        Path another = segments().getFirst();
        Files.delete(another);
        Files.createDirectory(another);
        directory.close();
        open();

        assertThat(observed.damaged).isEqualTo(1);
        assertThat(observed.found.getLast()).startsWith("reading199 ");
    }

    @Test
    void countsTheEndOfASegmentThatWasWholeWhenTheNextOneWasBegun() throws Exception {
        for (int n = 0; n < 20; n++) {
            appendLarge(Lane.TELEMETRY, "reading" + n);
        }
        spool.close();
        Path segment = segments().getFirst();
        byte[] bytes = Files.readAllBytes(segment);
        Files.write(segment, Arrays.copyOf(bytes, bytes.length - 10));

        directory.close();
        open();

        assertThat(observed.found).hasSize(19);
        assertThat(observed.damaged).isEqualTo(1);
    }

    /** As a disk leaves it that became read-only in the middle of the first record. */
    @Test
    void aSegmentThatNeverCameToHoldARecordIsNoObstacle() throws Exception {
        Files.writeString(folder.resolve("telemetry-%019d.seg".formatted(1)), "torn");

        append(Lane.TELEMETRY, "r1");
        spool.sync();

        assertThat(read(100)).containsExactly("r1");
        reopen();
        assertThat(observed.found).containsExactly("r1");
    }

    @Test
    void whenItIsFullTheOldestTelemetryGivesWayAndEventsLast() throws Exception {
        List<String> alarms = new ArrayList<>();
        for (int n = 0; n < 30; n++) {
            alarms.add(appendLarge(Lane.EVENTS, "alarm" + n));
            appendLarge(Lane.TELEMETRY, "reading" + n);
        }
        spool.sync();
        for (int n = 30; n < 90; n++) {
            appendLarge(Lane.TELEMETRY, "reading" + n);
        }
        spool.sync();

        assertThat(spool.bytes()).isLessThanOrEqualTo(DiskSpool.SMALLEST);
        List<String> left = read(1000);
        assertThat(left).containsAll(alarms);
        assertThat(observed.gaveWay).isNotEmpty().allMatch(text -> text.startsWith("reading"));
        assertThat(left.size() + observed.gaveWay.size()).isEqualTo(120);
        assertThat(left.getLast()).startsWith("reading89 ");
    }

    @Test
    void whenItIsFullOfEventsReadingsAreRefusedAndTheOldestEventsGiveWay() throws Exception {
        for (int n = 0; n < 120; n++) {
            appendLarge(Lane.EVENTS, "alarm" + n);
        }
        int gone = observed.gaveWay.size();

        assertThat(gone).isPositive();
        assertThat(observed.gaveWay.getFirst()).startsWith("alarm0 ");
        for (int n = 0; n < 100; n++) {
            spool.append(Lane.TELEMETRY, large("reading"));
        }
        assertThat(observed.gaveWay.stream().filter(text -> text.startsWith("alarm")))
                .hasSize(gone);
    }

    @Test
    void deletesSegmentsThatAreConfirmed() throws Exception {
        for (int n = 0; n < 50; n++) {
            appendLarge(Lane.TELEMETRY, "reading" + n);
        }
        spool.sync();
        int before = segments().size();

        spool.confirm(40);

        assertThat(segments()).hasSizeLessThan(before);
        spool.confirm(50);
        assertThat(segments()).isEmpty();
    }

    @Test
    void refusesARecordThatIsLargerThanASegment() throws Exception {
        assertThat(spool.takes((1 << 16) - 16)).isTrue();
        assertThat(spool.takes((1 << 16) - 15)).isFalse();
        assertThatThrownBy(() -> spool.append(Lane.EVENTS, new byte[1 << 16]))
                .hasMessage("a record of 65536 bytes is larger than a segment");
    }

    @Test
    void readsAtMostSoManyBytesButAlwaysOne() throws Exception {
        IntStream.range(0, 5).forEach(n -> appendLarge(Lane.EVENTS, "alarm" + n));
        spool.sync();

        assertThat(spool.read(100, 1)).hasSize(1);
        assertThat(spool.read(100, (2L * KILOBYTES) << 10)).hasSize(2);
    }

    @Test
    void theLastPositionThatWasWrittenWholeCounts() throws Exception {
        IntStream.rangeClosed(1, 9).forEach(n -> append(Lane.EVENTS, "r" + n));
        spool.sync();
        spool.confirm(3);
        spool.savePosition();
        spool.confirm(5);
        spool.savePosition();
        directory.close();
        byte[] torn = Files.readAllBytes(folder.resolve("confirmed"));
        torn[4096 + 7] ^= 1;
        Files.write(folder.resolve("confirmed"), torn);

        open();

        assertThat(observed.found).startsWith("r4");
    }

    private void reopen() throws Exception {
        spool.close();
        directory.close();
        open();
    }

    private long append(Lane lane, String text) {
        try {
            return spool.append(lane, text.getBytes(UTF_8)).orElseThrow();
        } catch (SpoolException e) {
            throw new IllegalStateException(e);
        }
    }

    private String appendLarge(Lane lane, String text) {
        byte[] payload = large(text);
        append(lane, new String(payload, UTF_8));
        return new String(payload, UTF_8);
    }

    private static byte[] large(String text) {
        return (text + " " + "x".repeat((KILOBYTES << 10) - 20)).getBytes(UTF_8);
    }

    private List<String> read(int most) throws SpoolException {
        return spool.read(most, Long.MAX_VALUE).stream().map(Observed::text).toList();
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".seg"))
                    .sorted()
                    .toList();
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
