package io.mycostream.ingest.spool;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of framed records of one lane, named after the lane and the number of its first record. A record's body is its
 * number (u64) and what was appended.
 */
final class Segment {

    /** What a disk reads at once: one such block that it cannot read does not take the others with it. */
    private static final int BLOCK = 4096;

    private static final Pattern NAME = Pattern.compile("(telemetry|events)-([0-9]{19})\\.seg");

    private final Path file;
    private final Lane lane;
    private final long first;
    private long last;
    private long size;

    private Segment(Path file, Lane lane, long first) {
        this.file = file;
        this.lane = lane;
        this.first = first;
        this.last = first - 1;
    }

    /** Makes an empty one, also in the place of one that never came to hold a whole record. */
    static Segment create(Path directory, Lane lane, long first) throws IOException {
        Segment segment = new Segment(directory.resolve("%s-%019d.seg".formatted(lane.label(), first)), lane, first);
        FileChannel.open(segment.file, CREATE, TRUNCATE_EXISTING, WRITE).close();
        DurableFile.syncDirectory(segment.file);
        return segment;
    }

    /** Returns the segment behind a file's name; nothing when it has another name. Its records are not counted yet. */
    static Optional<Segment> of(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (!name.matches()) {
            return Optional.empty();
        }
        Lane lane = name.group(1).equals(Lane.EVENTS.label()) ? Lane.EVENTS : Lane.TELEMETRY;
        return Optional.of(new Segment(file, lane, Long.parseLong(name.group(2))));
    }

    /**
     * Reads all of a file that an earlier process left, and cuts a torn record off its end.
     *
     * @param found takes each record, in order
     * @param whole whether it was synced to its end, because another followed it: then a torn end is damage as well
     * @return in how many places something was damaged and is lost
     */
    int recover(boolean whole, Consumer<SpoolRecord> found) throws IOException {
        long length = Files.size(file);
        size = length;
        FramedBytes records = new FramedBytes(read(0));
        for (byte[] body = records.next(); body != null; body = records.next()) {
            SpoolRecord record = record(body);
            last = Math.max(last, record.number());
            found.accept(record);
        }
        size = records.position();
        if (size > 0) {
            cutOff();
        }
        return records.damaged() + (whole && size < length ? 1 : 0);
    }

    /** Makes the file as long as its records. */
    void cutOff() throws IOException {
        try (FileChannel channel = FileChannel.open(file, WRITE)) {
            if (channel.size() > size) {
                channel.truncate(size);
                channel.force(true);
            }
        }
    }

    /** Forgets the records behind that number. */
    void cutOffBehind(long number) throws IOException {
        FramedBytes records = new FramedBytes(read(0));
        long kept = first - 1;
        long end = 0;
        for (byte[] body = records.next(); body != null && record(body).number() <= number; body = records.next()) {
            kept = record(body).number();
            end = records.position();
        }
        last = kept;
        size = end;
        cutOff();
    }

    /** Returns the bytes of the records from an offset on; zeros where they cannot be read any more, or are deleted. */
    ByteBuffer read(long offset) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size - offset));
        if (Files.notExists(file) && Files.isDirectory(directory())) {
            return bytes;
        }
        try (FileChannel channel = FileChannel.open(file, READ)) {
            try {
                readFully(channel, bytes, offset);
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException _) {
                bytes.clear();
                readWhatCanBeRead(channel, bytes, offset);
            }
        }
        return bytes.flip();
    }

    private static void readFully(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
        long start = offset - bytes.position();
        while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) >= 0) {
            // until all is there
        }
    }

    private static void readWhatCanBeRead(FileChannel channel, ByteBuffer bytes, long offset) {
        for (int at = 0; at < bytes.capacity(); at += BLOCK) {
            ByteBuffer block = bytes.slice(at, Math.min(BLOCK, bytes.capacity() - at));
            try {
                readFully(channel, block, offset + at);
            } catch (IOException _) {
                block.clear();
                block.put(new byte[block.capacity()]);
            }
        }
        bytes.position(bytes.capacity());
    }

    SpoolRecord record(byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(body);
        long number = in.getLong();
        byte[] payload = new byte[in.remaining()];
        in.get(payload);
        return new SpoolRecord(number, lane, payload);
    }

    static byte[] body(long number, byte[] payload) {
        return ByteBuffer.allocate(Long.BYTES + payload.length)
                .putLong(number)
                .put(payload)
                .array();
    }

    /** Takes note of a record that was written. */
    void grew(long number, int bytes) {
        last = number;
        size += bytes;
    }

    private Path directory() {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    Path file() {
        return file;
    }

    Lane lane() {
        return lane;
    }

    long first() {
        return first;
    }

    /** Returns the number of its last record; less than the first while it has none. */
    long last() {
        return last;
    }

    /** Returns the bytes that its records take. */
    long size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }
}
