package io.mycostream.ingest.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Goes through framed records in memory, from the first to the last that is whole.
 *
 * <p>A damaged record is passed over and counted if an undamaged one follows it where its length says; else nothing
 * behind it can be found, and the records end there.
 */
final class FramedBytes {

    private final ByteBuffer bytes;
    private int position;
    private int damaged;

    FramedBytes(ByteBuffer bytes) {
        this.bytes = bytes;
        this.position = bytes.position();
    }

    static FramedBytes none() {
        return new FramedBytes(ByteBuffer.allocate(0));
    }

    /** Returns the body of the next record, null at the end. */
    byte @Nullable [] next() {
        while (fits(position)) {
            int length = bytes.getInt(position);
            if (isWhole(position)) {
                byte[] body = new byte[length];
                bytes.get(position + Framing.HEADER, body);
                position += Framing.HEADER + length;
                return body;
            }
            int following = position + Framing.HEADER + length;
            if (!isWhole(following)) {
                return null;
            }
            damaged++;
            position = following;
        }
        return null;
    }

    private boolean fits(int at) {
        if (at + Framing.HEADER > bytes.limit()) {
            return false;
        }
        int length = bytes.getInt(at);
        return length > 0 && length <= Framing.LONGEST && length <= bytes.limit() - at - Framing.HEADER;
    }

    private boolean isWhole(int at) {
        if (!fits(at)) {
            return false;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(at + Framing.HEADER, bytes.getInt(at)));
        return (int) crc.getValue() == bytes.getInt(at + Integer.BYTES);
    }

    /** Returns where the record ends that was returned last. */
    int position() {
        return position;
    }

    /** Returns how many records were passed over. */
    int damaged() {
        return damaged;
    }
}
