package io.mycostream.ingest.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Goes through a lane's segments once, from the oldest record to the youngest. One thread's. */
final class LaneReader {

    private final Deque<Segment> segments;
    private @Nullable SpoolRecord next;
    private long taken;
    private int damaged;

    private @Nullable Segment segment;
    private FramedBytes bytes = FramedBytes.none();
    private long loadedFrom;
    private long loadedTo;

    /**
     * @param segments the lane's, which come and go
     */
    LaneReader(Deque<Segment> segments) {
        this.segments = segments;
    }

    /** Returns the next record without moving on; null when there is none up to that number. */
    @Nullable
    SpoolRecord peek(long upTo) throws IOException {
        if (next == null) {
            next = advance(upTo);
        }
        return next == null || next.number() > upTo ? null : next;
    }

    /** Moves on behind the record that was peeked. */
    void take() {
        if (next != null) {
            taken = next.number();
            next = null;
        }
    }

    private @Nullable SpoolRecord advance(long upTo) throws IOException {
        Segment reading = reading();
        while (reading != null && reading.first() <= upTo) {
            SpoolRecord record = nextOf(reading);
            if (record != null) {
                return record;
            }
            if (reading.size() > loadedTo) {
                load(reading, loadedFrom + bytes.position());
            } else {
                // it should have had more
                damaged++;
                taken = reading.last();
            }
            reading = reading();
        }
        return null;
    }

    /** Returns the oldest segment with something that was not taken, and makes sure that it is the one in memory. */
    private @Nullable Segment reading() throws IOException {
        if (segment == null || segment.last() <= taken) {
            forget();
            for (Segment candidate : segments) {
                if (candidate.last() > taken) {
                    load(candidate, 0);
                    segment = candidate;
                    break;
                }
            }
        }
        return segment;
    }

    /** Changes nothing when the disk does not read now: it may later. */
    private void load(Segment from, long offset) throws IOException {
        ByteBuffer read = from.read(offset);
        damaged += bytes.damaged();
        loadedFrom = offset;
        loadedTo = from.size();
        bytes = new FramedBytes(read);
    }

    private @Nullable SpoolRecord nextOf(Segment reading) {
        for (byte[] body = bytes.next(); body != null; body = bytes.next()) {
            SpoolRecord record = reading.record(body);
            if (record.number() > taken) {
                return record;
            }
        }
        return null;
    }

    /** Skips records up to that number: they are confirmed, or no longer there. */
    void skipTo(long number) {
        taken = Math.max(taken, number);
        if (next != null && next.number() <= taken) {
            next = null;
        }
    }

    /** Reads anew from the files, which were changed behind what was taken. */
    void forget() {
        damaged += bytes.damaged();
        segment = null;
        next = null;
        bytes = FramedBytes.none();
    }

    /** Returns how many records were met that cannot be read any more. */
    int damaged() {
        return damaged + bytes.damaged();
    }
}
