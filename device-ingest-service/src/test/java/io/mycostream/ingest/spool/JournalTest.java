package io.mycostream.ingest.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    @TempDir
    Path folder;

    private SpoolDirectory directory;

    @BeforeEach
    void open() throws Exception {
        directory = SpoolDirectory.open(folder);
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    void givesBackWhatWasAppendedAndReplaced() throws Exception {
        Journal journal = Journal.open(directory, "facts", entry -> {});
        journal.append(bytes("a", "b"));
        journal.replace(bytes("b", "c"));
        journal.append(bytes("d"));

        // as after a kill: nothing is closed
        assertThat(entries()).containsExactly("b", "c", "d");
        assertThat(journal.entries()).isEqualTo(3);
        journal.close();
    }

    @Test
    void goesOnBehindTheLastWholeEntryWhereverItWasTorn() throws Exception {
        try (Journal journal = Journal.open(directory, "facts", entry -> {})) {
            journal.append(bytes("one", "two"));
        }
        Path file = folder.resolve("facts");
        byte[] whole = Files.readAllBytes(file);
        for (int length = whole.length / 2; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            try (Journal journal = Journal.open(directory, "facts", entry -> {})) {
                journal.append(bytes("three"));
            }

            assertThat(entries()).as("cut at %d", length).containsExactly("one", "three");
        }
    }

    @Test
    void remembersTheLatestIdsWithoutBeingClosed() throws Exception {
        RecentIdFile ids = RecentIdFile.open(directory);
        List<UUID> added = Stream.generate(UUID::randomUUID)
                .limit(RecentIdFile.CAPACITY + 10)
                .toList();
        added.forEach(ids::add);

        assertThat(RecentIdFile.open(directory).ids()).isEqualTo(added.subList(10, added.size()));
    }

    private List<String> entries() throws SpoolException {
        List<String> entries = new ArrayList<>();
        Journal.open(directory, "facts", entry -> entries.add(new String(entry, UTF_8)))
                .close();
        return entries;
    }

    private static List<byte[]> bytes(String... texts) {
        return Stream.of(texts).map(text -> text.getBytes(UTF_8)).toList();
    }
}
