package io.mycostream.ingest.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real file system that has no room left. */
@Timeout(60)
class FullDiskTest {

    @TempDir
    Path folder;

    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", folder.toString());
        assumeTrue(mounted, "this user may not mount a small file system");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", folder.toString())).isTrue();
        }
    }

    @Test
    void saysThatTheDiskIsFullAndGoesOnWhenThereIsRoomAgain() throws Exception {
        Path other = folder.resolve("somebody-else");
        Files.write(other, new byte[300 << 10]);
        List<Integer> kept = new ArrayList<>();
        SpoolDirectory directory = SpoolDirectory.open(folder.resolve("spool"));
        DiskSpool spool = DiskSpool.open(directory, DiskSpool.SMALLEST, new Observed());

        assertThatThrownBy(() -> {
                    for (int n = 0; n < 1000; n++) {
                        spool.append(Lane.TELEMETRY, payload(n));
                        kept.add(n);
                    }
                })
                .isInstanceOf(SpoolException.class)
                .hasMessage("cannot write to the spool " + directory.path()
                        + ": the disk is full; free some of it, or give the spool less by ingest.spool.max-bytes");
        Files.delete(other);
        spool.append(Lane.TELEMETRY, payload(5000));
        kept.add(5000);
        spool.close();
        directory.close();

        try (SpoolDirectory again = SpoolDirectory.open(folder.resolve("spool"));
                DiskSpool reopened = DiskSpool.open(again, DiskSpool.SMALLEST, new Observed())) {
            assertThat(reopened.read(Integer.MAX_VALUE, Long.MAX_VALUE))
                    .extracting(record -> ((record.payload()[0] & 0xFF) << 8) | (record.payload()[1] & 0xFF))
                    .isEqualTo(kept);
        }
    }

    private static byte[] payload(int n) {
        byte[] payload = new byte[1000];
        payload[0] = (byte) (n >> 8);
        payload[1] = (byte) n;
        return payload;
    }

    private static boolean run(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (java.io.IOException _) {
            return false;
        }
    }
}
