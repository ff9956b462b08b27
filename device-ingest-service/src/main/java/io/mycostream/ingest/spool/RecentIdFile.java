package io.mycostream.ingest.spool;

import static java.nio.channels.FileChannel.MapMode.READ_WRITE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The ids of the events that were confirmed last, in a ring on disk: what comes again after the process was killed is
 * known to have arrived. Written through memory that the system keeps when the process ends; after a loss of power some
 * of the last ids are missing, and what they stood for may be published twice under one id.
 *
 * <p>Belongs to one thread.
 */
public final class RecentIdFile {

    /** Ids that are kept: more than boards and brokers repeat at once. */
    static final int CAPACITY = 16_384;

    private static final int ID = 2 * Long.BYTES;

    private final MappedByteBuffer ring;
    private int next;

    private RecentIdFile(MappedByteBuffer ring) {
        this.ring = ring;
    }

    /** Opens the ring, or makes it: it has its full size at once, so that no full disk can surprise a write. */
    public static RecentIdFile open(SpoolDirectory directory) throws SpoolException {
        Path file = directory.path().resolve("recent-ids");
        int size = Integer.BYTES + CAPACITY * ID;
        try (FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE)) {
            if (channel.size() != size) {
                channel.truncate(0);
                DurableFile.write(channel, ByteBuffer.allocate(size));
            }
            RecentIdFile ids = new RecentIdFile(channel.map(READ_WRITE, 0, size));
            ids.next = Math.floorMod(ids.ring.getInt(0), CAPACITY);
            return ids;
        } catch (IOException e) {
            throw SpoolException.of("cannot open", file, e);
        }
    }

    /** Adds an id in the place of the oldest. */
    public void add(UUID id) {
        int at = Integer.BYTES + next * ID;
        ring.putLong(at, id.getMostSignificantBits());
        ring.putLong(at + Long.BYTES, id.getLeastSignificantBits());
        next = (next + 1) % CAPACITY;
        ring.putInt(0, next);
    }

    /** Returns the ids, oldest first. */
    public List<UUID> ids() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < CAPACITY; i++) {
            int at = Integer.BYTES + (next + i) % CAPACITY * ID;
            UUID id = new UUID(ring.getLong(at), ring.getLong(at + Long.BYTES));
            if (id.getMostSignificantBits() != 0 || id.getLeastSignificantBits() != 0) {
                ids.add(id);
            }
        }
        return ids;
    }
}
