package io.mycostream.ingest.link.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.ingest.link.DeviceLink;
import io.mycostream.ingest.retry.Backoff;
import io.mycostream.local.PseudoTerminal;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A line may be spoken on by any thread while its link is read. */
@Timeout(60)
class SerialSendingTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration WITHOUT_A_PAUSE = Duration.ofMillis(200);
    private static final int SPEAKERS = 4;
    private static final int SAYINGS = 100;
    private static final int LENGTH = 32;

    @TempDir
    Path folder;

    private final CompletableFuture<DeviceLink.Line> line = new CompletableFuture<>();
    private final AtomicInteger heard = new AtomicInteger();

    @Test
    void whatOneThreadSaysIsNotMixedWithWhatAnotherDoesAndTheBoardIsHeardMeanwhile() {
        try (PseudoTerminal board = PseudoTerminal.open(folder.resolve("ttyACM0"));
                SerialLink _ = start(board);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Boolean>> speaking = IntStream.range(0, SPEAKERS)
                    .mapToObj(speaker -> CompletableFuture.supplyAsync(() -> speak((byte) speaker), threads))
                    .toList();
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            byte[] bytes = new byte[4096];
            await().atMost(SOON).until(() -> {
                board.write(new byte[] {1});
                for (int read = board.read(bytes, WITHOUT_A_PAUSE);
                        read > 0;
                        read = board.read(bytes, WITHOUT_A_PAUSE)) {
                    said.write(bytes, 0, read);
                }
                return said.size() >= SPEAKERS * SAYINGS * LENGTH;
            });

            assertThat(speaking.stream().map(CompletableFuture::join)).containsOnly(true);
            byte[] all = said.toByteArray();
            assertThat(all).hasSize(SPEAKERS * SAYINGS * LENGTH);
            for (int at = 0; at < all.length; at += LENGTH) {
                byte[] expected = new byte[LENGTH];
                Arrays.fill(expected, all[at]);
                assertThat(Arrays.copyOfRange(all, at, at + LENGTH)).isEqualTo(expected);
            }
            await().atMost(SOON).until(() -> heard.get() > 0);
        }
    }

    private boolean speak(byte speaker) {
        byte[] saying = new byte[LENGTH];
        Arrays.fill(saying, speaker);
        boolean all = true;
        for (int i = 0; all && i < SAYINGS; i++) {
            all = line.join().send(saying);
        }
        return all;
    }

    @Test
    void nothingIsSentOnALineThatHasBeenClosed() {
        try (PseudoTerminal board = PseudoTerminal.open(folder.resolve("ttyACM0"))) {
            SerialLink link = start(board);

            link.close();

            assertThat(line.join().send(new byte[] {1, 2, 3})).isFalse();
            assertThat(board.read(new byte[3], Duration.ofMillis(100))).isZero();
        }
    }

    private SerialLink start(PseudoTerminal board) {
        SerialLink link =
                new SerialLink(board.path(), 115_200, new Backoff(Duration.ofMillis(100), Duration.ofMillis(500)));
        link.start(new DeviceLink.Listener() {

            @Override
            public void opened(DeviceLink.Line opened) {
                line.complete(opened);
            }

            @Override
            public void received(byte[] buffer, int length) {
                heard.addAndGet(length);
            }

            @Override
            public void closed() {}
        });
        await().atMost(SOON).until(() -> line.isDone() && board.isOpenAtHost());
        return link;
    }
}
