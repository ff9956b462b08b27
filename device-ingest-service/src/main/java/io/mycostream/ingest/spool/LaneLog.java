package io.mycostream.ingest.spool;

import static java.nio.file.StandardOpenOption.APPEND;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The segments of one lane, oldest first: written at the one end, read and deleted at the other. One thread's. */
final class LaneLog {

    private final Path directory;
    private final Lane lane;
    private final int segmentBytes;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private final LaneReader reader = new LaneReader(segments);
    private @Nullable FileChannel writing;
    private boolean unsynced;
    private long bytes;

    /**
     * @param segmentBytes a segment that has so many is followed by the next
     */
    LaneLog(Path directory, Lane lane, int segmentBytes) {
        this.directory = directory;
        this.lane = lane;
        this.segmentBytes = segmentBytes;
    }

    /**
     * Takes a segment over that an earlier process left; they come oldest first.
     *
     * @param whole whether another follows it
     * @return in how many places it is damaged
     */
    int recover(Segment segment, boolean whole, Consumer<SpoolRecord> found) throws IOException {
        int damaged = segment.recover(whole, found);
        if (segment.isEmpty()) {
            segment.delete();
        } else {
            segments.addLast(segment);
            bytes += segment.size();
        }
        return damaged;
    }

    /** Writes a record behind all others. If that fails nothing of it is left. */
    void append(long number, byte[] payload) throws IOException {
        ByteBuffer framed = Framing.frame(Segment.body(number, payload));
        int length = framed.remaining();
        FileChannel channel = writingFor(number);
        try {
            DurableFile.write(channel, framed);
        } catch (IOException e) {
            abandon();
            throw e;
        }
        segments.getLast().grew(number, length);
        bytes += length;
        unsynced = true;
    }

    private FileChannel writingFor(long number) throws IOException {
        FileChannel channel = writing;
        if (channel != null && segments.getLast().size() >= segmentBytes) {
            endSegment();
            channel = null;
        }
        if (channel == null) {
            Segment fresh = Segment.create(directory, lane, number);
            channel = FileChannel.open(fresh.file(), APPEND);
            segments.addLast(fresh);
            writing = channel;
        }
        return channel;
    }

    private void endSegment() throws IOException {
        sync();
        closeWriting();
    }

    /** Gives up the segment being written, whose end may be torn. */
    private void abandon() {
        closeWriting();
        Segment torn = segments.getLast();
        if (torn.isEmpty()) {
            // the next one is made in its place, whether it can be deleted or not
            segments.removeLast();
        }
        try {
            torn.cutOff();
            if (torn.isEmpty()) {
                torn.delete();
            }
        } catch (IOException _) {
            // the torn end is cut off when the spool is opened again; until then nobody reads so far
        }
    }

    private void closeWriting() {
        if (writing != null) {
            try {
                writing.close();
            } catch (IOException _) {
                // what was to be on disk was synced
            }
            writing = null;
        }
    }

    void sync() throws IOException {
        if (unsynced && writing != null) {
            writing.force(false);
        }
        unsynced = false;
    }

    /** Forgets what was written behind that number: the disk has refused to sync it, and may or may not have it. */
    void forgetBehind(long number) {
        closeWriting();
        unsynced = false;
        reader.forget();
        while (!segments.isEmpty() && segments.getLast().last() > number) {
            Segment youngest = segments.removeLast();
            bytes -= youngest.size();
            try {
                if (youngest.first() > number) {
                    youngest.delete();
                } else {
                    youngest.cutOffBehind(number);
                    segments.addLast(youngest);
                    bytes += youngest.size();
                }
            } catch (IOException _) {
                // found again when the spool is opened again; repetitions are told by their ids
            }
        }
    }

    /** Returns the next record to be read without moving on; null when there is none up to that number. */
    @Nullable
    SpoolRecord peek(long upTo) throws IOException {
        return reader.peek(upTo);
    }

    void take() {
        reader.take();
    }

    /** Skips what is confirmed. */
    void skipTo(long number) {
        reader.skipTo(number);
    }

    int damaged() {
        return reader.damaged();
    }

    /** Deletes the oldest segment and returns its records; empty when there is none. */
    List<SpoolRecord> evictOldest() throws IOException {
        Segment oldest = segments.peekFirst();
        if (oldest == null) {
            return List.of();
        }
        if (segments.size() == 1) {
            closeWriting();
            unsynced = false;
        }
        List<SpoolRecord> records = new ArrayList<>();
        FramedBytes bytes = new FramedBytes(oldest.read(0));
        for (byte[] body = bytes.next(); body != null; body = bytes.next()) {
            records.add(oldest.record(body));
        }
        remove(oldest);
        return records;
    }

    /** Deletes the segments that hold nothing behind that number. */
    void confirm(long number) throws IOException {
        for (Segment oldest = segments.peekFirst();
                oldest != null && oldest.last() <= number;
                oldest = segments.peekFirst()) {
            if (segments.size() == 1) {
                closeWriting();
                unsynced = false;
            }
            remove(oldest);
        }
    }

    private void remove(Segment oldest) throws IOException {
        segments.removeFirst();
        bytes -= oldest.size();
        reader.skipTo(oldest.last());
        oldest.delete();
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    long bytes() {
        return bytes;
    }

    void close() {
        closeWriting();
    }
}
