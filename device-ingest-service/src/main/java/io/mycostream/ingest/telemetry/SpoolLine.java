package io.mycostream.ingest.telemetry;

import io.mycostream.ingest.spool.DiskSpool;
import io.mycostream.ingest.spool.RecentIdFile;
import io.mycostream.ingest.spool.SpoolDirectory;
import io.mycostream.ingest.spool.SpoolException;
import io.mycostream.ingest.spool.SpoolObserver;
import io.mycostream.ingest.spool.SpoolRecord;
import io.mycostream.publisher.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The events on disk. When the disk fails, what was not safe goes back into memory, and the disk is tried again now and
 * then. The forwarding thread's; what it counts may be asked by any.
 */
final class SpoolLine implements SpoolObserver {

    private static final Logger LOG = Logger.getLogger(SpoolLine.class);

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);

    /** Another failure of a disk that fails already is news after this. */
    private static final Duration TOLD_AGAIN_AFTER = Duration.ofMinutes(1);

    /** So long a disk may fail before newer events pass those on it, which come late then. */
    private static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(5);

    private final SpoolSettings settings;
    private final Lines lines;
    private final BacklogCounts counts;

    private final Unsynced unsynced;

    private @Nullable SpoolDirectory directory;
    private @Nullable DiskSpool disk;
    private @Nullable DrainBatch batch;
    private FoundEvents found = new FoundEvents();
    private long nextAttempt;
    private long failingSince;
    private long toldAt;

    private final AtomicInteger waiting = new AtomicInteger();
    private volatile long bytes;
    private volatile @Nullable String trouble;

    SpoolLine(SpoolSettings settings, Lines lines, BacklogCounts counts) {
        this.settings = settings;
        this.lines = lines;
        this.counts = counts;
        this.unsynced = new Unsynced(settings.syncInterval());
    }

    /** Makes the disk usable if it is time to try, and tells whether it is. */
    boolean isUsable(long now) {
        if (trouble != null && now - nextAttempt < 0) {
            return false;
        }
        if (disk == null) {
            open();
        } else if (trouble != null) {
            probe();
        }
        return disk != null && trouble == null;
    }

    private void probe() {
        try {
            if (directory != null) {
                directory.probe();
                recovered();
            }
        } catch (SpoolException e) {
            failed(e);
        }
    }

    /** Opens the directory and what an earlier process left in it; failing that, says so and tries again later. */
    void open() {
        try {
            SpoolDirectory opened = directory == null ? SpoolDirectory.open(settings.directory()) : directory;
            directory = opened;
            lines.keepRecentIn(RecentIdFile.open(opened));
            found = new FoundEvents();
            disk = DiskSpool.open(opened, settings.maxBytes(), this);
            lines.foundOnDisk(found);
            waiting.set(found.count());
            recovered();
            if (waiting.get() > 0) {
                LOG.infof(
                        "events of an earlier run wait in the spool directory=%s events=%d",
                        opened.path(), waiting.get());
            }
            settings.opened().accept(opened);
        } catch (SpoolException e) {
            failed(e);
        }
    }

    private void failed(SpoolException failure) {
        String words = String.valueOf(failure.getMessage());
        long now = System.nanoTime();
        // reading and writing fail in different words, in turn
        boolean isNews = trouble == null || (!words.equals(trouble) && now - toldAt > TOLD_AGAIN_AFTER.toNanos());
        if (isNews) {
            toldAt = now;
            LOG.errorf("the spool cannot be used, events wait in memory alone: %s", words);
        }
        if (trouble == null) {
            failingSince = now;
        }
        trouble = words;
        nextAttempt = now + BETWEEN_ATTEMPTS.toNanos();
    }

    private void recovered() {
        DiskSpool open = disk;
        if (open != null) {
            bytes = open.bytes();
        }
        if (trouble != null) {
            trouble = null;
            LOG.infof("the spool can be used again directory=%s", settings.directory());
        }
    }

    /** Writes events behind the others. What the disk does not take goes back into memory. */
    void write(List<Handed> events) {
        DiskSpool open = disk;
        for (int i = 0; i < events.size(); i++) {
            try {
                if (open == null) {
                    lines.giveBack(events.subList(i, events.size()));
                    return;
                }
                write(open, events.get(i));
            } catch (SpoolException e) {
                lines.giveBack(events.subList(i, events.size()));
                failed(e);
                return;
            }
        }
        if (!events.isEmpty()) {
            recovered();
        }
    }

    private void write(DiskSpool open, Handed handed) throws SpoolException {
        byte[] payload;
        try {
            payload = EventBytes.encode(handed.event());
        } catch (IllegalArgumentException e) {
            LOG.errorf(e, "an event cannot be published and is dropped source=%s", handed.source());
            lines.unpublishableFromDisk(handed);
            return;
        }
        if (!open.takes(payload.length)) {
            LOG.errorf("an event is too large for the spool source=%s bytes=%d", handed.source(), payload.length);
            lines.lost(handed.event(), LossReason.TOO_LARGE);
            return;
        }
        OptionalLong number = open.append(handed.lane(), payload);
        if (number.isEmpty()) {
            lines.lost(handed.event(), LossReason.SPOOL_FULL);
            return;
        }
        unsynced.written(number.getAsLong(), handed);
        waiting.incrementAndGet();
        counts.countSpooled();
    }

    /** Returns how long what was written may stay unsynced yet; nothing left means that a sync is due. */
    Duration untilSync(long now) {
        return unsynced.untilSync(now);
    }

    /** Makes safe what was written, and tells whoever waits for it. */
    void sync() {
        DiskSpool open = disk;
        if (open == null || unsynced.isEmpty()) {
            return;
        }
        List<Handed> written = unsynced.take();
        try {
            open.sync();
            written.forEach(lines::onDisk);
        } catch (SpoolException e) {
            waiting.addAndGet(-written.size());
            lines.giveBack(written);
            failed(e);
        }
    }

    /** Returns the next events to be published, oldest first; none when there are none. */
    @Nullable
    DrainBatch next(int most) {
        DiskSpool open = disk;
        if (open == null || batch != null) {
            return null;
        }
        try {
            List<SpoolRecord> records = open.read(most, DrainBatch.BYTES);
            if (records.isEmpty() && unsynced.isEmpty()) {
                nothingLeft(open);
                return null;
            }
            List<DrainBatch.Entry> entries = new ArrayList<>();
            for (SpoolRecord record : records) {
                decode(record).ifPresent(event -> entries.add(new DrainBatch.Entry(record.number(), event)));
            }
            batch = entries.isEmpty() ? null : new DrainBatch(entries, lines.lock()::signal);
            return batch;
        } catch (SpoolException e) {
            failed(e);
            return null;
        }
    }

    /** Everything that can be read was published: what is said to wait all the same is damaged, and nobody waits behind it. */
    private void nothingLeft(DiskSpool open) throws SpoolException {
        int lost = waiting.getAndSet(0);
        if (lost > 0) {
            LOG.errorf("events on disk cannot be read any more count=%d directory=%s", lost, settings.directory());
            counts.countLost(LossReason.DAMAGED, lost);
            lines.nothingOnDisk();
            open.confirmAll();
            bytes = open.bytes();
        }
    }

    private Optional<Event> decode(SpoolRecord record) {
        try {
            return Optional.of(EventBytes.decode(record.payload()));
        } catch (IllegalArgumentException _) {
            LOG.errorf("a record of the spool is no event and lost directory=%s", settings.directory());
            counts.countLost(LossReason.DAMAGED, 1);
            return Optional.empty();
        }
    }

    /** Returns the events that are being published or failed; null when there are none. */
    @Nullable
    DrainBatch batch() {
        return batch;
    }

    /** Takes note of what became of the batch; what failed stays and is next. */
    void settle(DrainBatch done) {
        long confirmed = done.settle(lines);
        waiting.addAndGet(-done.ended());
        if (done.isEmpty()) {
            batch = null;
        }
        DiskSpool open = disk;
        if (open == null) {
            return;
        }
        try {
            open.confirm(confirmed);
            open.savePosition();
            bytes = open.bytes();
        } catch (SpoolException e) {
            failed(e);
        }
    }

    @Override
    public void found(SpoolRecord record) {
        try {
            found.add(EventBytes.decode(record.payload()));
        } catch (IllegalArgumentException _) {
            // met again, and counted, when it is read
        }
    }

    @Override
    public void gaveWay(SpoolRecord record) {
        DrainBatch underWay = batch;
        if (underWay != null && underWay.gaveWay(record.number())) {
            return;
        }
        unsynced.gaveWay(record.number());
        decode(record).ifPresent(event -> {
            waiting.decrementAndGet();
            lines.lost(event, LossReason.SPOOL_FULL);
        });
    }

    /** Found when it is opened. What is damaged later was counted as waiting, and is missed when all others have gone. */
    @Override
    public void damaged(int places) {
        LOG.errorf("the spool is damaged, events are lost places=%d directory=%s", places, settings.directory());
        if (disk == null) {
            counts.countLost(LossReason.DAMAGED, places);
        }
    }

    /** Returns how many events are on disk and not confirmed. */
    int waiting() {
        return waiting.get();
    }

    /** Whether something of it is not safe yet. */
    boolean hasUnsynced() {
        return !unsynced.isEmpty();
    }

    /** Whether the disk has failed for so long that nobody waits for what is on it. */
    boolean isGivenUp(long now) {
        return trouble != null && now - failingSince > GIVEN_UP_AFTER.toNanos();
    }

    /** Returns how many bytes the spool takes on disk. */
    long bytes() {
        return bytes;
    }

    /** Returns why the disk cannot be used; null while it can. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /** Writes down how far it has come, and lets others have the directory. */
    void close() {
        sync();
        try {
            if (disk != null) {
                disk.close();
            }
        } catch (SpoolException e) {
            LOG.errorf("the spool could not be closed: %s", e.getMessage());
        }
        if (directory != null) {
            directory.close();
        }
    }
}
