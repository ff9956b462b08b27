package io.mycostream.ingest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.ingest.retry.Backoff;
import io.mycostream.publisher.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backlog with a spool, and a Redis that the test opens and shuts. */
@Timeout(60)
class SpooledBacklogTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final Outlet outlet = new Outlet();
    private final List<Integer> held = new CopyOnWriteArrayList<>();

    @Test
    void tellsThatAnEventIsSafeWhenTheSpoolHasIt() {
        outlet.shut();
        try (Backlog backlog = backlog(10_000)) {
            List<Event> events = hand(backlog, "a", 0, 500);

            await().atMost(SOON).until(() -> held.size() == 500);
            assertThat(held).isEqualTo(IntStream.range(0, 500).boxed().toList());
            await().atMost(SOON).until(() -> backlog.spooled() == 500);
            assertThat(backlog.depth()).isEqualTo(500);
            assertThat(backlog.dropped()).isZero();
            outlet.open();

            await().atMost(SOON).until(() -> backlog.published() == 500);
            assertThat(outlet.taken()).extracting(Event::messageId).isEqualTo(ids(events));
            assertThat(outlet.taken()).allMatch(Event::replayed);
            assertThat(outlet.taken().getFirst().timestamp())
                    .isEqualTo(events.getFirst().timestamp());
            assertThat(held).hasSize(500);
        }
    }

    @Test
    void publishesAfterARestartWhatWasLeft() {
        outlet.shut();
        List<Event> events = new ArrayList<>();
        try (Backlog backlog = backlog(100)) {
            events.addAll(hand(backlog, "a", 0, 50));
            events.addAll(hand(backlog, "b", 50, 50));
        }
        assertThat(held).as("also what was in memory alone when it ended").hasSize(100);
        outlet.open();

        try (Backlog backlog = backlog(100)) {
            events.addAll(hand(backlog, "a", 100, 50));

            await().atMost(SOON).until(() -> backlog.published() == 150);
            assertThat(of("device:a", outlet.taken())).isEqualTo(of("device:a", events));
            assertThat(of("device:b", outlet.taken())).isEqualTo(of("device:b", events));
        }
    }

    @Test
    void whileOneBoardHasToWaitItsTurnOthersGoFirst() {
        outlet.shut();
        try (Backlog backlog = backlog(10_000, 20)) {
            hand(backlog, "a", 0, 2000);
            await().atMost(SOON).until(() -> backlog.spooled() == 2000);
            outlet.open();
            await().atMost(SOON).until(() -> backlog.trouble() == null);

            Event live = hand(backlog, "b", 5000, 1).getFirst();
            Event behind = hand(backlog, "a", 2000, 1).getFirst();

            await().atMost(SOON).until(() -> outlet.taken().contains(live));
            assertThat(live.replayed()).isFalse();
            assertThat(outlet.taken()).as("the rest is let out slowly").hasSizeLessThan(1500);
            assertThat(ids(outlet.taken())).doesNotContain(behind.messageId());
        }
    }

    @Test
    void goesStraightToRedisAgainWhenTheSpoolIsEmpty() {
        outlet.shut();
        try (Backlog backlog = backlog(100)) {
            List<Event> events = new ArrayList<>(hand(backlog, "a", 0, 100));
            await().atMost(SOON).until(() -> backlog.spooled() == 100);
            outlet.open();
            events.addAll(hand(backlog, "a", 100, 100));
            await().atMost(SOON).until(() -> backlog.published() == 200);

            events.addAll(hand(backlog, "a", 200, 50));

            await().atMost(SOON).until(() -> backlog.published() == 250);
            assertThat(ids(outlet.taken())).isEqualTo(ids(events));
            assertThat(outlet.taken().subList(200, 250)).noneMatch(Event::replayed);
            assertThat(backlog.spoolBytes()).isZero();
        }
    }

    @Test
    void writesToDiskWhatRedisIsTooSlowFor() {
        outlet.hold();
        try (Backlog backlog = backlog(2000)) {
            List<Event> events = hand(backlog, "a", 0, 3500);

            await().atMost(SOON).until(() -> backlog.spooled() >= 2500);
            await().atMost(SOON).until(() -> held.size() >= 2500);
            outlet.open();

            await().atMost(SOON).until(() -> backlog.depth() == 0);
            assertThat(backlog.dropped()).isZero();
            assertThat(held).hasSize(3500);
            assertThat(ids(outlet.taken()).stream().distinct().toList()).isEqualTo(ids(events));
        }
    }

    @Test
    void knowsAfterARestartWhatHasArrivedOrIsOnDisk() {
        Event published = event("a", 1);
        Event spooled = event("a", 2);
        try (Backlog backlog = backlog(100)) {
            backlog.hand(published);
            await().atMost(SOON).until(() -> backlog.published() == 1);
            outlet.shut();
            backlog.hand(spooled);
        }

        try (Backlog backlog = backlog(100)) {
            backlog.hand(published, () -> held.add(1));
            backlog.hand(spooled, () -> held.add(2));

            assertThat(held).containsExactly(1, 2);
            assertThat(backlog.counts().repeated()).isEqualTo(2);
            outlet.open();
            await().atMost(SOON).until(() -> backlog.depth() == 0);
            assertThat(ids(outlet.taken())).containsExactly(published.messageId(), spooled.messageId());
        }
    }

    @Test
    void goesOnInMemoryWithoutADiskAndSaysWhy() throws Exception {
        Path file = Files.createFile(folder.resolve("spool"));
        try (Backlog backlog = backlog(100)) {
            assertThat(backlog.spoolTrouble())
                    .contains("ingest.spool.directory " + file + " is a file, expected a directory");
            outlet.shut();
            List<Event> events = hand(backlog, "a", 0, 50);
            await().atMost(SOON).until(() -> backlog.trouble() != null);
            assertThat(held).isEmpty();

            Files.delete(file);

            await().atMost(SOON).until(() -> held.size() == 50);
            assertThat(backlog.spoolTrouble()).isEmpty();
            assertThat(backlog.spooled()).isEqualTo(50);
            outlet.open();
            await().atMost(SOON).until(() -> backlog.published() == 50);
            assertThat(ids(outlet.taken())).isEqualTo(ids(events));
        }
    }

    @Test
    void readingsDoNotWaitBehindEventsWhoseChannelIsRefused() {
        Event onDisk = Event.of("devices:status", Map.of("n", 1), "device:a");
        outlet.shut();
        try (Backlog backlog = backlog(100)) {
            backlog.hand(onDisk);
            List<Event> events = new ArrayList<>(hand(backlog, "a", 0, 10));
            await().atMost(SOON).until(() -> backlog.spooled() == 11);
            outlet.refuseChannel("devices:status");
            outlet.open();
            await().atMost(SOON).until(() -> backlog.depth() == 0);

            backlog.hand(Event.of("devices:status", Map.of("n", 2), "device:a"));
            events.addAll(hand(backlog, "a", 10, 10));

            await().atMost(SOON).until(() -> backlog.depth() == 0);
            assertThat(ids(outlet.taken())).isEqualTo(ids(events));
            assertThat(backlog.counts().lost(LossReason.REFUSED)).isEqualTo(2);
            assertThat(backlog.trouble()).isNull();
        }
    }

    @Test
    void readingsWhoseChannelIsRefusedWait() {
        outlet.refuseChannel("devices:telemetry");
        try (Backlog backlog = backlog(100)) {
            List<Event> events = hand(backlog, "a", 0, 20);
            await().atMost(SOON).until(() -> backlog.spooled() == 20);
            assertThat(backlog.trouble()).isEqualTo("may not");

            outlet.takeChannel("devices:telemetry");

            await().atMost(SOON).until(() -> backlog.depth() == 0);
            assertThat(ids(outlet.taken())).isEqualTo(ids(events));
            assertThat(backlog.dropped()).isZero();
        }
    }

    @Test
    void nobodyWaitsBehindAnEventThatCannotBeReadAnyMore() throws Exception {
        outlet.shut();
        try (Backlog backlog = backlog(10_000)) {
            List<Event> events = new ArrayList<>(hand(backlog, "a", 0, 10));
            // what has been read is in memory, what comes behind it is not
            await().atMost(SOON).until(() -> held.size() == 10 && backlog.retried() >= 1);
            await().atMost(SOON).until(() -> backlog.trouble() != null);
            events.addAll(hand(backlog, "a", 10, 10));
            await().atMost(SOON).until(() -> held.size() == 20);
            damage(events.get(15).messageId());
            outlet.open();

            await().atMost(SOON).until(() -> backlog.depth() == 0);
            assertThat(backlog.counts().lost(LossReason.DAMAGED)).isEqualTo(1);
            assertThat(backlog.published()).isEqualTo(19);
            Event next = hand(backlog, "a", 20, 1).getFirst();
            await().atMost(SOON).until(() -> outlet.taken().contains(next));
            assertThat(next.replayed()).isFalse();
            assertThat(backlog.spoolBytes()).isZero();
            events.remove(15);
            events.add(next);
            assertThat(ids(outlet.taken())).isEqualTo(ids(events));
        }
    }

    @Test
    void goesOnWhenSomebodyDeletesTheFilesOfTheSpool() throws Exception {
        outlet.shut();
        try (Backlog backlog = backlog(10_000)) {
            hand(backlog, "a", 0, 5);
            await().atMost(SOON).until(() -> held.size() == 5);
            try (var files = Files.list(folder.resolve("spool"))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".seg")).toList()) {
                    Files.delete(file);
                }
            }
            hand(backlog, "a", 5, 5);
            await().atMost(SOON).until(() -> held.size() == 10);
            outlet.open();

            await().atMost(SOON).until(() -> backlog.depth() == 0);
            List<Event> events = hand(backlog, "a", 10, 5);
            await().atMost(SOON).until(() -> outlet.taken().containsAll(events));
            assertThat(backlog.published() + backlog.counts().lost(LossReason.DAMAGED))
                    .isEqualTo(15);
            assertThat(backlog.counts().lost(LossReason.DAMAGED)).isPositive();
        }
    }

    @Test
    void nobodyWaitsForADiskThatIsGoneAndWhatIsOnItComesWhenItIsBack() throws Exception {
        Path spool = folder.resolve("spool");
        outlet.shut();
        try (Backlog backlog = backlog(10_000)) {
            // what has been read is in memory, what comes behind it is not
            List<Event> early = new ArrayList<>(hand(backlog, "a", 0, 5));
            await().atMost(SOON).until(() -> held.size() == 5 && backlog.retried() >= 1);
            early.addAll(hand(backlog, "a", 5, 5));
            await().atMost(SOON).until(() -> held.size() == 10);
            Files.move(spool, folder.resolve("pulled"));
            Files.createFile(spool);
            outlet.open();
            await().atMost(SOON).until(() -> backlog.spoolTrouble().isPresent());

            List<Event> late = hand(backlog, "a", 10, 5);
            await().atMost(SOON).until(() -> ids(outlet.taken()).containsAll(ids(late)));
            Files.delete(spool);
            Files.move(folder.resolve("pulled"), spool);

            await().atMost(SOON).until(() -> backlog.depth() == 0);
            assertThat(ids(outlet.taken())).containsAll(ids(early)).hasSize(15).doesNotHaveDuplicates();
            assertThat(backlog.dropped()).isZero();
        }
    }

    private void damage(String inside) throws Exception {
        try (var files = Files.list(folder.resolve("spool"))) {
            Path segment = files.filter(file -> file.toString().endsWith(".seg"))
                    .findFirst()
                    .orElseThrow();
            String text = Files.readString(segment, java.nio.charset.StandardCharsets.ISO_8859_1);
            try (var channel = java.nio.channels.FileChannel.open(segment, java.nio.file.StandardOpenOption.WRITE)) {
                channel.write(java.nio.ByteBuffer.wrap(new byte[] {0}), text.indexOf(inside));
            }
        }
    }

    @Test
    void whenTheSpoolIsFullReadingsAreLostFirstAndCounted() {
        outlet.shut();
        try (Backlog backlog = backlog(10_000)) {
            List<Event> alarms = IntStream.range(0, 100)
                    .mapToObj(n -> Event.of("alerts:fire", Map.of("n", n), "device:a"))
                    .toList();
            alarms.forEach(backlog::hand);
            await().atMost(SOON).until(() -> backlog.spooled() == 100);
            List<Event> readings = IntStream.range(0, 2000)
                    .mapToObj(n -> Event.of("devices:telemetry", Map.of("n", n, "blob", "x".repeat(1000)), "device:b"))
                    .toList();
            readings.forEach(backlog::hand);
            await().atMost(SOON)
                    .until(() -> backlog.counts().lost(LossReason.SPOOL_FULL) > 500
                            && backlog.counts().spooled() == 2100);
            outlet.open();

            await().atMost(SOON).until(() -> backlog.depth() == 0);
            List<String> arrived = ids(outlet.taken());
            int lost = (int) backlog.counts().lost(LossReason.SPOOL_FULL);
            assertThat(arrived).containsAll(ids(alarms));
            assertThat(of("device:b", outlet.taken())).isEqualTo(ids(readings.subList(lost, 2000)));
            assertThat(backlog.dropped()).isEqualTo(lost);
        }
    }

    @Test
    void whatHappensOnABoardOutlastsItsMeasurementsInAFullSpoolAndKeepsItsPlaceAmongThem() {
        outlet.shut();
        List<Event> stops = new ArrayList<>();
        List<Event> all = new ArrayList<>();
        try (Backlog backlog = backlog(10_000)) {
            for (int n = 0; n < 2000; n++) {
                Event next = n % 100 == 0
                        ? Event.of("devices:events", Map.of("n", n), "device:a")
                        : Event.of("devices:telemetry", Map.of("n", n, "blob", "x".repeat(1000)), "device:a");
                all.add(next);
                if (n % 100 == 0) {
                    stops.add(next);
                }
                backlog.hand(next);
            }
            await().atMost(SOON).until(() -> backlog.counts().spooled() == 2000);
            assertThat(backlog.counts().lost(LossReason.SPOOL_FULL)).isGreaterThan(500);
        }
        outlet.open();

        try (Backlog backlog = backlog(10_000)) {
            await().atMost(SOON).until(() -> !outlet.taken().isEmpty() && backlog.depth() == 0);
            List<String> arrived = ids(outlet.taken());
            assertThat(arrived).containsAll(ids(stops));
            assertThat(ids(all).stream().filter(arrived::contains).toList()).isEqualTo(arrived);
            assertThat(outlet.taken()).allMatch(Event::replayed);
        }
    }

    private Backlog backlog(int capacity) {
        return backlog(capacity, 100_000);
    }

    private Backlog backlog(int capacity, int drainRate) {
        SpoolSettings settings =
                new SpoolSettings(folder.resolve("spool"), 1 << 20, Duration.ofMillis(5), drainRate, directory -> {});
        Backoff backoff = new Backoff(Duration.ofMillis(10), Duration.ofMillis(50));
        return new Backlog(outlet, capacity, backoff, Duration.ofSeconds(1), Optional.of(settings));
    }

    private List<Event> hand(Backlog backlog, String board, int from, int count) {
        List<Event> events = IntStream.range(from, from + count)
                .mapToObj(n -> event(board, n))
                .toList();
        for (int i = 0; i < count; i++) {
            int n = from + i;
            backlog.hand(events.get(i), () -> held.add(n));
        }
        return events;
    }

    private static Event event(String board, int n) {
        String id = UUID.nameUUIDFromBytes((board + n).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString();
        // as the backlog keeps it
        return new Event("devices:telemetry", Map.of("n", n), "device:" + board, Instant.ofEpochMilli(n), id).checked();
    }

    private static List<String> ids(List<Event> events) {
        return events.stream().map(Event::messageId).toList();
    }

    private static List<String> of(String source, List<Event> events) {
        return ids(
                events.stream().filter(event -> source.equals(event.source())).toList());
    }
}
