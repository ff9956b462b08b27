package io.mycostream.ingest.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpoolDirectoryTest {

    @TempDir
    Path folder;

    @Test
    void isMadeWhereThereIsNone() throws Exception {
        Path path = folder.resolve("a/b");

        try (SpoolDirectory directory = SpoolDirectory.open(path)) {
            assertThat(directory.path()).isEqualTo(path);
            assertThat(path.resolve("format")).hasContent("mycostream spool 1");
        }
        SpoolDirectory.open(path).close();
    }

    @Test
    void isForOneAtATimeAndNamesWhoHasIt() throws Exception {
        try (SpoolDirectory first = SpoolDirectory.open(folder)) {
            assertThatThrownBy(() -> SpoolDirectory.open(first.path()))
                    .isInstanceOf(SpoolException.class)
                    .hasMessage("the spool " + folder + " is in use by process "
                            + ProcessHandle.current().pid()
                            + "; each ingest service needs an ingest.spool.directory of its own");
        }
        SpoolDirectory.open(folder).close();
    }

    @Test
    void leavesTheFilesOfAnotherFormatAlone() throws Exception {
        Files.writeString(folder.resolve("format"), "mycostream spool 9\n");

        assertThatThrownBy(() -> SpoolDirectory.open(folder))
                .hasMessageContaining("has the format \"mycostream spool 9\", expected \"mycostream spool 1\"");
        assertThat(folder.resolve("format")).hasContent("mycostream spool 9");
    }

    @Test
    void saysThatAFileIsNoDirectory() throws Exception {
        Path file = Files.createFile(folder.resolve("spool"));

        assertThatThrownBy(() -> SpoolDirectory.open(file))
                .hasMessage("ingest.spool.directory " + file + " is a file, expected a directory");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    No space left on device | the disk is full; free some of it, or give the spool less by ingest.spool.max-bytes
                    Read-only file system   | the file system is mounted read-only; mount it for writing, or set ingest.spool.directory elsewhere
                    Input/output error      | input/output error: the disk is failing, or was pulled; see the system's log
                    Too many open files     | Too many open files
                    """)
    void saysWhatAnOperatorCanDo(String reason, String words) {
        Path path = Path.of("/var/spool/x");

        assertThat(SpoolException.of("cannot write", path, new IOException(reason)))
                .hasMessage("cannot write /var/spool/x: " + words);
        assertThat(SpoolException.of("cannot write", path, new FileSystemException("/x", null, reason)))
                .hasMessage("cannot write /var/spool/x: " + words);
    }

    @Test
    void namesTheUserWhoMayNotWrite() {
        assertThat(SpoolException.of("cannot lock", Path.of("/x"), new AccessDeniedException("/x")))
                .hasMessageContaining("user " + System.getProperty("user.name") + " may not do that")
                .hasMessageContaining("chown");
    }
}
