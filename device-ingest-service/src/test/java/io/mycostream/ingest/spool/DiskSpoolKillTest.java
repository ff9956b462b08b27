package io.mycostream.ingest.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process is killed (SIGKILL) in the middle of its appends, time and again. */
@Timeout(120)
class DiskSpoolKillTest {

    private static final int KILLS = 5;
    private static final int AT_LEAST = 300;

    @TempDir
    Path folder;

    @Test
    void everythingAProcessHasAppendedIsThereAfterItWasKilled() throws Exception {
        long expected = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
            long said = appendUntilKilled(expected);

            Observed observed = new Observed();
            try (SpoolDirectory directory = SpoolDirectory.open(folder);
                    DiskSpool spool = DiskSpool.open(directory, 64 << 20, observed)) {
                assertThat(observed.found.size()).as("after kill %d", kill).isGreaterThanOrEqualTo((int) said);
                assertThat(observed.damaged).isZero();
                List<SpoolRecord> records = spool.read(Integer.MAX_VALUE, Long.MAX_VALUE);
                for (int i = 0; i < records.size(); i++) {
                    assertThat(records.get(i).number()).isEqualTo(i + 1L);
                }
                expected = records.size();
            }
        }
    }

    private long appendUntilKilled(long before) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Appending.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            long said = before;
            while (said < before + AT_LEAST) {
                said = Long.parseLong(output.readLine());
            }
            assertThatThrownBy(() -> SpoolDirectory.open(folder))
                    .hasMessageContaining("is in use by process " + process.pid());
            // by its handle: the process itself would close the output as well
            process.toHandle().destroyForcibly();
            // what it had said before it was killed counts as well
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said = line.isEmpty() ? said : Math.max(said, Long.parseLong(line));
            }
            return said;
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
