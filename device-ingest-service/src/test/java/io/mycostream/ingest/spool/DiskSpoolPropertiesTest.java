package io.mycostream.ingest.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random appends, syncs, readings, confirmations and ends of the process, beside a model in memory. */
class DiskSpoolPropertiesTest {

    @TempDir
    Path folder;

    /** What must be there, by number; and what may be there because it was written and not synced. */
    private final Map<Long, String> model = new LinkedHashMap<>();

    private long lastRead;
    private long confirmed;
    private long savedAtLeast;

    static Stream<Long> seeds() {
        return Stream.iterate(1L, seed -> seed + 1).limit(40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void holdsWhatItWasGivenUntilItIsConfirmed(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        SpoolDirectory directory = SpoolDirectory.open(folder);
        DiskSpool spool = DiskSpool.open(directory, DiskSpool.SMALLEST, evicting());
        for (int step = 0; step < 400; step++) {
            switch (random.nextInt(20)) {
                case 0 -> {
                    // the process is killed: nothing is closed, only the lock goes
                    directory.close();
                    if (random.nextBoolean()) {
                        tear(random);
                    }
                    directory = SpoolDirectory.open(folder);
                    spool = reopened(directory);
                }
                case 1, 2, 3 -> {
                    spool.sync();
                }
                case 4, 5, 6, 7 -> read(spool, 1 + random.nextInt(40));
                case 8, 9 -> {
                    confirmed = Math.max(confirmed, lastRead - random.nextInt(5));
                    spool.confirm(confirmed);
                    model.keySet().removeIf(number -> number <= confirmed);
                    if (random.nextBoolean()) {
                        spool.savePosition();
                        savedAtLeast = confirmed;
                    }
                }
                default -> append(spool, random);
            }
            assertThat(spool.bytes()).isLessThanOrEqualTo(DiskSpool.SMALLEST);
        }
        spool.close();
        directory.close();
    }

    private void append(DiskSpool spool, SplittableRandom random) throws SpoolException {
        Lane lane = random.nextInt(4) == 0 ? Lane.EVENTS : Lane.TELEMETRY;
        String text =
                Integer.toHexString(random.nextInt()).repeat(1 + random.nextInt(random.nextInt(8) == 0 ? 4000 : 40));
        spool.append(lane, text.getBytes(UTF_8)).ifPresent(number -> model.put(number, text));
    }

    private void read(DiskSpool spool, int most) throws SpoolException {
        List<Long> expected =
                model.keySet().stream().filter(number -> number > lastRead).toList();
        List<SpoolRecord> records = spool.read(most, Long.MAX_VALUE);
        for (int i = 0; i < records.size(); i++) {
            assertThat(records.get(i).number()).isEqualTo(expected.get(i));
            assertThat(Observed.text(records.get(i))).isEqualTo(model.get(expected.get(i)));
        }
        if (!records.isEmpty()) {
            lastRead = records.getLast().number();
        }
    }

    /** What a process leaves that ends in the middle of a write. */
    private void tear(SplittableRandom random) throws IOException {
        List<Path> segments;
        try (Stream<Path> files = Files.list(folder)) {
            segments = files.filter(file -> file.toString().endsWith(".seg"))
                    .sorted()
                    .toList();
        }
        if (!segments.isEmpty()) {
            ByteBuffer torn = Framing.frame(new byte[100]);
            torn.limit(1 + random.nextInt(torn.capacity() - 1));
            try (FileChannel channel = FileChannel.open(segments.getLast(), StandardOpenOption.APPEND)) {
                channel.write(torn);
            }
        }
    }

    private DiskSpool reopened(SpoolDirectory directory) throws SpoolException {
        List<SpoolRecord> found = new ArrayList<>();
        DiskSpool spool = DiskSpool.open(directory, DiskSpool.SMALLEST, new SpoolObserver() {
            @Override
            public void found(SpoolRecord record) {
                found.add(record);
            }

            @Override
            public void gaveWay(SpoolRecord record) {
                model.remove(record.number());
            }

            @Override
            public void damaged(int records) {
                throw new AssertionError(records + " damaged");
            }
        });
        found.sort(Comparator.comparingLong(SpoolRecord::number));
        // an older position may bring back what was confirmed, and nothing else
        assertThat(spool.confirmed()).isBetween(savedAtLeast, confirmed);
        assertThat(found).allMatch(record -> record.number() > spool.confirmed());
        found.removeIf(record -> record.number() <= confirmed);
        assertThat(found).extracting(SpoolRecord::number).containsExactlyElementsOf(model.keySet());
        assertThat(found).extracting(Observed::text).containsExactlyElementsOf(model.values());
        confirmed = spool.confirmed();
        lastRead = confirmed;
        model.clear();
        // what has come back is expected from here on
        for (SpoolRecord record : spoolContent(spool)) {
            model.put(record.number(), Observed.text(record));
        }
        lastRead = model.isEmpty()
                ? lastRead
                : model.keySet().stream().mapToLong(Long::longValue).max().getAsLong();
        return spool;
    }

    private static List<SpoolRecord> spoolContent(DiskSpool spool) throws SpoolException {
        return spool.read(Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    private SpoolObserver evicting() {
        return new SpoolObserver() {
            @Override
            public void found(SpoolRecord record) {
                throw new AssertionError("found in an empty directory");
            }

            @Override
            public void gaveWay(SpoolRecord record) {
                model.remove(record.number());
            }

            @Override
            public void damaged(int records) {
                throw new AssertionError(records + " damaged");
            }
        };
    }
}
