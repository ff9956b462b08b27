package io.mycostream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PseudoTerminalTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    @Test
    void carriesEveryByteValueUnchangedInBothDirections() throws IOException {
        byte[] everyByte = new byte[256];
        for (int i = 0; i < everyByte.length; i++) {
            everyByte[i] = (byte) i;
        }
        try (PseudoTerminal board = PseudoTerminal.open();
                RandomAccessFile host = open(board)) {
            board.write(everyByte);
            byte[] atTheHost = new byte[256];
            host.readFully(atTheHost);

            host.write(everyByte);
            byte[] atTheBoard = readFully(board, 256);

            assertThat(atTheHost).isEqualTo(everyByte);
            assertThat(atTheBoard).as("and no echo").isEqualTo(everyByte);
        }
    }

    @Test
    void carriesMoreThanTheKernelKeeps() throws Exception {
        byte[] large = new byte[300_000];
        Arrays.fill(large, (byte) 0x0A);
        try (PseudoTerminal board = PseudoTerminal.open();
                RandomAccessFile host = open(board)) {
            CompletableFuture<byte[]> reading = CompletableFuture.supplyAsync(() -> {
                byte[] read = new byte[large.length];
                try {
                    host.readFully(read);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return read;
            });

            board.write(large);

            assertThat(reading.get(10, TimeUnit.SECONDS)).isEqualTo(large);
        }
    }

    @Test
    void losesWhatIsSentWhileNoHostHasThePortOpen() throws IOException {
        try (PseudoTerminal board = PseudoTerminal.open()) {
            board.write(new byte[] {1});
            try (RandomAccessFile host = open(board)) {
                board.write(new byte[] {2});

                assertThat(board.isOpenAtHost()).isTrue();
                assertThat(host.read()).isEqualTo(2);
            }
            assertThat(board.isOpenAtHost()).isFalse();
        }
    }

    @Test
    void saysThatNothingCame() throws IOException {
        try (PseudoTerminal board = PseudoTerminal.open()) {
            assertThat(board.read(new byte[1], Duration.ofMillis(50)))
                    .as("without a host")
                    .isZero();
            try (RandomAccessFile host = open(board)) {
                assertThat(board.read(new byte[1], Duration.ofMillis(50)))
                        .as("with one, at %s", host.getFD())
                        .isZero();
            }
        }
    }

    @Test
    void endsTheReadingOfAHostWhenUnplugged() throws Exception {
        try (PseudoTerminal board = PseudoTerminal.open();
                RandomAccessFile host = open(board)) {
            CompletableFuture<Boolean> ended = CompletableFuture.supplyAsync(() -> {
                try {
                    return host.read() == -1;
                } catch (IOException _) {
                    return true;
                }
            });

            board.unplug();

            assertThat(ended.get(5, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> board.write(new byte[1])).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void comesBackUnderTheSameName() throws IOException {
        Path port = folder.resolve("ttyACM0");
        try (PseudoTerminal first = PseudoTerminal.open(port)) {
            assertThat(first.path()).isEqualTo(port);

            first.unplug();

            assertThat(Files.exists(port, LinkOption.NOFOLLOW_LINKS)).isFalse();
        }
        try (PseudoTerminal second = PseudoTerminal.open(port);
                RandomAccessFile host = open(second)) {
            second.write(new byte[] {42});

            assertThat(host.read()).isEqualTo(42);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void takesTheNameOverFromABoardThatStillHasIt() throws IOException {
        Path port = folder.resolve("ttyACM0");
        try (PseudoTerminal first = PseudoTerminal.open(port);
                PseudoTerminal second = PseudoTerminal.open(port)) {
            first.unplug();

            try (RandomAccessFile host = open(second)) {
                second.write(new byte[] {42});

                assertThat(host.read()).isEqualTo(42);
            }
        }
    }

    @Test
    void leavesAFileAloneThatIsNoLink() throws IOException {
        Path file = Files.createFile(folder.resolve("precious"));

        assertThatThrownBy(() -> PseudoTerminal.open(file)).hasCauseInstanceOf(FileAlreadyExistsException.class);

        assertThat(file).isRegularFile();
    }

    private static RandomAccessFile open(PseudoTerminal board) throws IOException {
        RandomAccessFile host = new RandomAccessFile(board.path().toFile(), "rw");
        await().atMost(SOON).until(board::isOpenAtHost);
        return host;
    }

    private static byte[] readFully(PseudoTerminal board, int length) {
        byte[] all = new byte[length];
        int have = 0;
        while (have < length) {
            byte[] some = new byte[length - have];
            int read = board.read(some, SOON);
            assertThat(read).as("bytes after the first %d", have).isPositive();
            System.arraycopy(some, 0, all, have, read);
            have += read;
        }
        return all;
    }
}
