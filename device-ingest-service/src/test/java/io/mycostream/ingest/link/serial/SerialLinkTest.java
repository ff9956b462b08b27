package io.mycostream.ingest.link.serial;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.ingest.link.DeviceLink;
import io.mycostream.ingest.retry.Backoff;
import io.mycostream.local.PseudoTerminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class SerialLinkTest {

    /** Within this a board that was pulled and plugged in again is heard again. */
    private static final Duration RECOVERY = Duration.ofSeconds(3);

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private Path port;
    private SerialLink link;
    private final Heard heard = new Heard();
    private final RecordedLog log = RecordedLog.of(SerialLink.class);

    @BeforeEach
    void make() {
        port = folder.resolve("ttyACM0");
        link = linkTo(port);
    }

    @AfterEach
    void close() {
        link.close();
        log.close();
    }

    @Test
    void handsOnEveryByteInOrder() {
        byte[] noise = new byte[100_000];
        new Random(7).nextBytes(noise);
        try (PseudoTerminal board = PseudoTerminal.open(port)) {
            link.start(heard);
            await().atMost(SOON).until(board::isOpenAtHost);

            board.write(noise);

            await().atMost(SOON).untilAsserted(() -> assertThat(heard.bytes()).isEqualTo(noise));
            assertThat(heard.events()).containsExactly("opened");
        }
    }

    @Test
    void isHeardAgainWithinThreeSecondsWhenTheBoardWasPulledAndPluggedIn() {
        try (PseudoTerminal board = PseudoTerminal.open(port)) {
            link.start(heard);
            await().atMost(SOON).until(board::isOpenAtHost);
            board.write(new byte[] {1, 2, 3});
            await().atMost(SOON).until(() -> heard.bytes().length == 3);
        }
        await().atMost(RECOVERY).untilAsserted(() -> assertThat(heard.events()).containsExactly("opened", "closed"));

        try (PseudoTerminal board = PseudoTerminal.open(port)) {
            await().atMost(RECOVERY).until(board::isOpenAtHost);
            board.write(new byte[] {4, 5, 6});

            await().atMost(SOON).untilAsserted(() -> assertThat(heard.bytes()).containsExactly(1, 2, 3, 4, 5, 6));
            assertThat(heard.events()).containsExactly("opened", "closed", "opened");
        }
    }

    @Test
    void followsANameThatMovesToAnotherDevice() {
        try (PseudoTerminal silent = PseudoTerminal.open(port)) {
            link.start(heard);
            await().atMost(SOON).until(silent::isOpenAtHost);

            try (PseudoTerminal board = PseudoTerminal.open(port)) {
                await().atMost(RECOVERY).until(board::isOpenAtHost);
                board.write(new byte[] {9});

                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(heard.bytes()).containsExactly(9));
            }
        }
    }

    @Test
    void followsANameThatMovesAlsoWhenTheFormerDeviceIsNeverSilent() {
        try (PseudoTerminal busy = PseudoTerminal.open(port)) {
            link.start(heard);
            await().atMost(SOON).until(busy::isOpenAtHost);

            try (PseudoTerminal board = PseudoTerminal.open(port)) {
                await().atMost(RECOVERY).pollInterval(Duration.ofMillis(20)).until(() -> {
                    busy.write(new byte[] {1});
                    return board.isOpenAtHost();
                });
            }
        }
    }

    @Test
    void waitsForAPortThatIsNotThereAndSaysSoOnce() {
        link.start(heard);
        await().atMost(SOON).until(() -> !log.linesWith("not there").isEmpty());

        try (PseudoTerminal board = PseudoTerminal.open(port)) {
            await().atMost(RECOVERY).until(board::isOpenAtHost);

            assertThat(log.linesWith("not there"))
                    .singleElement()
                    .asString()
                    .contains("plug the board in", "present=[", "link=" + port);
        }
    }

    @Test
    void saysWhichProgramHasThePort() throws Exception {
        assumeThat(Path.of("/usr/bin/flock")).as("a program that takes a port").exists();
        try (PseudoTerminal board = PseudoTerminal.open(port)) {
            Process other =
                    new ProcessBuilder("flock", board.path().toRealPath().toString(), "sleep", "60").start();
            try {
                await().atMost(SOON).until(board::isOpenAtHost);

                link.start(heard);

                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(log.linesWith("in use by another program"))
                                .singleElement()
                                .asString()
                                .contains("flock(" + other.pid() + ")"));
            } finally {
                other.descendants().forEach(ProcessHandle::destroy);
                other.destroy();
            }
        }
    }

    @Test
    void saysThatThePortIsNamedTwice() {
        try (PseudoTerminal board = PseudoTerminal.open(port);
                SerialLink other = linkTo(port)) {
            other.start(new Heard());
            await().atMost(SOON).until(board::isOpenAtHost);

            link.start(heard);

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(log.linesWith("read by this service under another name already"))
                            .hasSize(1));
        }
    }

    @Test
    void saysWhoMayNotOpenThePort() throws IOException {
        try (PseudoTerminal board = PseudoTerminal.open(port)) {
            Files.setPosixFilePermissions(board.path().toRealPath(), Set.of());
            assumeThat(Files.isReadable(port)).as("root may open everything").isFalse();

            link.start(heard);

            await().atMost(SOON).until(() -> !log.linesWith("permission denied").isEmpty());
            assertThat(log.linesWith("permission denied"))
                    .singleElement()
                    .asString()
                    .contains("dialout", "user=" + System.getProperty("user.name"), "link=" + port);
        }
    }

    @Test
    void saysThatAFileIsNoSerialPort() throws IOException {
        Files.createFile(port);

        link.start(heard);

        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(log.linesWith("is it a serial port?")).hasSize(1));
    }

    @Test
    void costsNextToNothingWhileNothingIsSent() {
        try (PseudoTerminal board = PseudoTerminal.open(port)) {
            link.start(heard);
            await().atMost(SOON).until(board::isOpenAtHost);
            Thread reader = readerOf(port);
            long before = ManagementFactory.getThreadMXBean().getThreadCpuTime(reader.threadId());

            await().during(Duration.ofSeconds(2)).atMost(SOON).until(reader::isAlive);

            long used = ManagementFactory.getThreadMXBean().getThreadCpuTime(reader.threadId()) - before;
            assertThat(Duration.ofNanos(used)).isLessThan(Duration.ofMillis(100));
        }
    }

    @Test
    void costsNextToNothingWhileTheBoardIsAway() {
        try (PseudoTerminal board = PseudoTerminal.open(port)) {
            link.start(heard);
            await().atMost(SOON).until(board::isOpenAtHost);
        }
        await().atMost(SOON).until(() -> heard.events().contains("closed"));
        Thread reader = readerOf(port);
        long before = ManagementFactory.getThreadMXBean().getThreadCpuTime(reader.threadId());

        await().during(Duration.ofSeconds(2)).atMost(SOON).until(reader::isAlive);

        long used = ManagementFactory.getThreadMXBean().getThreadCpuTime(reader.threadId()) - before;
        assertThat(Duration.ofNanos(used)).isLessThan(Duration.ofMillis(200));
    }

    @Test
    void isSilentOnceClosed() {
        try (PseudoTerminal board = PseudoTerminal.open(port)) {
            link.start(heard);
            await().atMost(SOON).until(board::isOpenAtHost);

            link.close();

            assertThat(heard.events()).containsExactly("opened", "closed");
            assertThat(board.isOpenAtHost()).isFalse();
            assertThat(log.linesWith("lost")).isEmpty();
        }
    }

    @Test
    void saysWhatItIsToldToEachTimeItOpens() {
        byte[] everyByte = new byte[256];
        for (int i = 0; i < everyByte.length; i++) {
            everyByte[i] = (byte) i;
        }
        Heard speaking = new Heard(everyByte);
        for (int opening = 1; opening <= 2; opening++) {
            try (PseudoTerminal board = PseudoTerminal.open(port)) {
                if (opening == 1) {
                    link.start(speaking);
                }

                assertThat(receive(board, everyByte.length)).isEqualTo(everyByte);
                assertThat(board.read(new byte[1], Duration.ofMillis(300)))
                        .as("more than that")
                        .isZero();
            }
        }
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(speaking.events()).containsExactly("opened", "closed", "opened", "closed"));
    }

    @Test
    void hearsABoardThatTakesNothing() throws Exception {
        Heard speaking = new Heard(new byte[] {7, 7, 7});
        try (PseudoTerminal board = PseudoTerminal.open(port)) {
            fill(board);

            link.start(speaking);
            await().atMost(SOON).until(() -> speaking.events().equals(List.of("opened, not taken")));
            board.write(new byte[] {1, 2, 3});

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(speaking.bytes()).containsExactly(1, 2, 3));
            assertThat(writersTo(board)).hasSize(1);

            link.close();

            assertThat(speaking.events()).containsExactly("opened, not taken", "closed");
            assertThat(writersTo(board)).as("left behind").isEmpty();
            assertThat(board.isOpenAtHost()).isFalse();
        }
    }

    @Test
    void aBoardThatTakesItsTimeGetsWhatItWasSent() throws Exception {
        Heard speaking = new Heard(new byte[] {7, 7, 7});
        try (PseudoTerminal board = PseudoTerminal.open(port)) {
            int waiting = fill(board);
            link.start(speaking);
            await().atMost(SOON).until(() -> speaking.events().equals(List.of("opened, not taken")));

            receive(board, waiting);

            assertThat(receive(board, 3)).containsExactly(7, 7, 7);
        }
    }

    @ParameterizedTest
    @MethodSource
    void goesOnWhenItsListenerFails(Throwable failure) {
        try (PseudoTerminal board = PseudoTerminal.open(port)) {
            link.start(new FailsOnce(heard, failure));
            await().atMost(SOON).until(board::isOpenAtHost);
            board.write(new byte[] {1});
            await().atMost(SOON).until(() -> heard.events().size() == 3 && board.isOpenAtHost());

            board.write(new byte[] {2});

            await().atMost(SOON).untilAsserted(() -> assertThat(heard.bytes()).containsExactly(2));
        }
    }

    static Stream<Throwable> goesOnWhenItsListenerFails() {
        return Stream.of(new IllegalStateException("a bug in the listener"), new StackOverflowError("a deep one"));
    }

    @Test
    void startsOnlyOnce() {
        link.start(heard);

        assertThatThrownBy(() -> link.start(heard)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesABaudRateThatMakesNoSense() {
        assertThatThrownBy(() -> new SerialLink(port, 0, backoff())).hasMessageContaining("baud rate");
    }

    private static SerialLink linkTo(Path port) {
        return new SerialLink(port, 115_200, backoff());
    }

    private static Backoff backoff() {
        return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
    }

    /**
     * Lets a program write to the board, which reads nothing, until there is no room left.
     *
     * @return how many bytes were written
     */
    private static int fill(PseudoTerminal board) throws Exception {
        Process dd = new ProcessBuilder("dd", "if=/dev/zero", "of=" + board.path(), "bs=1", "oflag=nonblock")
                .redirectErrorStream(true)
                .start();
        String said = new String(dd.getInputStream().readAllBytes(), US_ASCII);
        assertThat(dd.waitFor()).as("there was no room left: %s", said).isEqualTo(1);
        Matcher written = Pattern.compile("(\\d+) bytes").matcher(said);
        assertThat(written.find()).as(said).isTrue();
        return Integer.parseInt(written.group(1));
    }

    private static byte[] receive(PseudoTerminal board, int count) {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        byte[] piece = new byte[4096];
        await().atMost(SOON).until(() -> {
            byte[] into = received.size() + piece.length <= count ? piece : new byte[count - received.size()];
            received.write(into, 0, board.read(into, Duration.ofMillis(100)));
            return received.size() == count;
        });
        return received.toByteArray();
    }

    private static List<Thread> writersTo(PseudoTerminal board) throws IOException {
        String name = "serial-write-" + board.path().toRealPath().getFileName();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .toList();
    }

    private static Thread readerOf(Path port) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("serial-" + port.getFileName()))
                .findFirst()
                .orElseThrow();
    }

    /** A listener with a bug that shows at the first bytes. */
    private static final class FailsOnce implements DeviceLink.Listener {

        private final Heard heard;
        private @Nullable Throwable failure;

        FailsOnce(Heard heard, Throwable failure) {
            this.heard = heard;
            this.failure = failure;
        }

        @Override
        public void opened(DeviceLink.Line line) {
            heard.opened(line);
        }

        @Override
        public void received(byte[] buffer, int length) {
            Throwable now = failure;
            failure = null;
            switch (now) {
                case RuntimeException exception -> throw exception;
                case Error error -> throw error;
                case null, default -> heard.received(buffer, length);
            }
        }

        @Override
        public void closed() {
            heard.closed();
        }
    }
}
