package io.mycostream.ingest.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Records on disk, in the order in which they were appended, until they are confirmed.
 *
 * <p>A record survives the end of the process as soon as {@link #append} has returned, and a loss of power once {@link
 * #sync} has. Both lanes share one numbering and are read as one; a full spool lets the oldest telemetry give way, a
 * segment at a time, then the oldest of the rest. After a failure the spool can be used again: what the failed call was to
 * write is not in it.
 *
 * <p>Belongs to one thread.
 */
public final class DiskSpool implements AutoCloseable {

    /** The least that a spool can be bounded to, in bytes. */
    public static final long SMALLEST = 1L << 20;

    private static final int LARGEST_SEGMENT = 4 << 20;
    private static final int SEGMENTS = 16;

    private final Path directory;
    private final long maxBytes;
    private final int segmentBytes;
    private final SpoolObserver observer;
    private final Map<Lane, LaneLog> lanes = new EnumMap<>(Lane.class);
    private final ConfirmedPosition confirmed;
    private long lastNumber;
    private long synced;
    private int damagedTold;

    private DiskSpool(Path directory, long maxBytes, SpoolObserver observer, ConfirmedPosition confirmed) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.segmentBytes = (int) Math.min(LARGEST_SEGMENT, maxBytes / SEGMENTS);
        this.observer = observer;
        this.confirmed = confirmed;
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new LaneLog(directory, lane, segmentBytes));
        }
    }

    /**
     * Opens what an earlier process left, without what was torn when it ended.
     *
     * @param maxBytes bound on the segments of both lanes, {@value #SMALLEST} or more
     * @param observer hears of every unconfirmed record before this returns
     * @throws SpoolException if a file cannot be read or written
     */
    public static DiskSpool open(SpoolDirectory directory, long maxBytes, SpoolObserver observer)
            throws SpoolException {
        if (maxBytes < SMALLEST) {
            throw new IllegalArgumentException("maxBytes must be at least " + SMALLEST + ": " + maxBytes);
        }
        Path path = directory.path();
        try {
            ConfirmedPosition confirmed = ConfirmedPosition.open(path.resolve("confirmed"));
            DiskSpool spool = new DiskSpool(path, maxBytes, observer, confirmed);
            spool.recover();
            return spool;
        } catch (IOException e) {
            throw SpoolException.of("cannot open the spool", path, e);
        }
    }

    private void recover() throws IOException {
        List<Segment> segments;
        try (Stream<Path> files = Files.list(directory)) {
            segments = files.map(Segment::of)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparingLong(Segment::first))
                    .toList();
        }
        int damaged = 0;
        lastNumber = confirmed.number();
        for (Segment segment : segments) {
            boolean followed = segments.stream()
                    .anyMatch(other -> other.lane() == segment.lane() && other.first() > segment.first());
            damaged += lane(segment.lane()).recover(segment, followed, record -> {
                lastNumber = Math.max(lastNumber, record.number());
                if (record.number() > confirmed.number()) {
                    observer.found(record);
                }
            });
        }
        synced = lastNumber;
        for (LaneLog log : lanes.values()) {
            log.confirm(confirmed.number());
            log.skipTo(confirmed.number());
        }
        if (damaged > 0) {
            observer.damaged(damaged);
        }
    }

    /** Whether a payload of so many bytes can be kept; it may take a segment of its own, and no more. */
    public boolean takes(int payloadBytes) {
        return payloadBytes <= segmentBytes - Framing.HEADER - Long.BYTES;
    }

    /**
     * Appends a record, for which others may have to give way.
     *
     * @return its number; nothing when it is telemetry and everything else leaves it no room
     * @throws SpoolException if the disk does not take it; nothing of it is kept then
     */
    public OptionalLong append(Lane lane, byte[] payload) throws SpoolException {
        if (!takes(payload.length)) {
            throw new IllegalArgumentException("a record of " + payload.length + " bytes is larger than a segment");
        }
        try {
            if (!makeRoom(lane, Framing.HEADER + Long.BYTES + payload.length)) {
                return OptionalLong.empty();
            }
            lane(lane).append(lastNumber + 1, payload);
            return OptionalLong.of(++lastNumber);
        } catch (IOException e) {
            throw SpoolException.of("cannot write to the spool", directory, e);
        }
    }

    private boolean makeRoom(Lane lane, int needed) throws IOException {
        while (bytes() + needed > maxBytes) {
            LaneLog telemetry = lane(Lane.TELEMETRY);
            if (!telemetry.isEmpty()) {
                evict(telemetry);
            } else if (lane == Lane.TELEMETRY) {
                return false;
            } else {
                evict(lane(Lane.EVENTS));
            }
        }
        return true;
    }

    private void evict(LaneLog log) throws IOException {
        for (SpoolRecord record : log.evictOldest()) {
            if (record.number() > confirmed.number()) {
                observer.gaveWay(record);
            }
        }
    }

    /**
     * Makes what was appended safe against a loss of power.
     *
     * @return the number up to which records are safe
     * @throws SpoolException if the disk refuses; what was appended since the last success is forgotten then, as nobody
     *     can say whether it is there
     */
    public long sync() throws SpoolException {
        try {
            for (LaneLog log : lanes.values()) {
                log.sync();
            }
            synced = lastNumber;
            return synced;
        } catch (IOException e) {
            lanes.values().forEach(log -> log.forgetBehind(synced));
            throw SpoolException.of("cannot sync the spool", directory, e);
        }
    }

    /**
     * Returns the next records, oldest first, each once; none that is not synced.
     *
     * @param most records to return
     * @param mostBytes of their payloads; the first is returned whatever its size
     */
    public List<SpoolRecord> read(int most, long mostBytes) throws SpoolException {
        List<SpoolRecord> records = new ArrayList<>();
        long bytes = 0;
        try {
            while (records.size() < most) {
                LaneLog log = oldest();
                SpoolRecord record = log == null ? null : log.peek(synced);
                if (log == null || record == null) {
                    break;
                }
                bytes += record.payload().length;
                if (bytes > mostBytes && !records.isEmpty()) {
                    break;
                }
                records.add(record);
                log.take();
            }
        } catch (IOException e) {
            if (records.isEmpty()) {
                throw SpoolException.of("cannot read the spool", directory, e);
            }
        }
        tellDamage();
        return records;
    }

    private @Nullable LaneLog oldest() throws IOException {
        LaneLog oldest = null;
        long number = Long.MAX_VALUE;
        for (LaneLog log : lanes.values()) {
            SpoolRecord record = log.peek(synced);
            if (record != null && record.number() < number) {
                oldest = log;
                number = record.number();
            }
        }
        return oldest;
    }

    private void tellDamage() {
        int damaged = lanes.values().stream().mapToInt(LaneLog::damaged).sum();
        if (damaged > damagedTold) {
            observer.damaged(damaged - damagedTold);
            damagedTold = damaged;
        }
    }

    /** Takes note that all records up to that number have arrived; segments that hold no others are deleted. */
    public void confirm(long number) throws SpoolException {
        confirmed.advance(number);
        try {
            for (LaneLog log : lanes.values()) {
                log.confirm(confirmed.number());
            }
        } catch (IOException e) {
            throw SpoolException.of("cannot delete from the spool", directory, e);
        }
    }

    /** Takes note that nothing that is there is wanted any more, damaged records included. */
    public void confirmAll() throws SpoolException {
        confirm(lastNumber);
    }

    /** Writes down what is confirmed; without it the same records are published again after a restart. */
    public void savePosition() throws SpoolException {
        try {
            confirmed.save();
        } catch (IOException e) {
            throw SpoolException.of("cannot write the confirmed position in", directory, e);
        }
    }

    /** Returns how many bytes the segments take. */
    public long bytes() {
        return lanes.values().stream().mapToLong(LaneLog::bytes).sum();
    }

    /** Returns the number up to which records are confirmed. */
    public long confirmed() {
        return confirmed.number();
    }

    private LaneLog lane(Lane lane) {
        return Objects.requireNonNull(lanes.get(lane));
    }

    /** Syncs, writes down what is confirmed, and closes the files. */
    @Override
    public void close() throws SpoolException {
        try {
            sync();
            savePosition();
        } finally {
            lanes.values().forEach(LaneLog::close);
            try {
                confirmed.close();
            } catch (IOException _) {
                // it was saved
            }
        }
    }
}
