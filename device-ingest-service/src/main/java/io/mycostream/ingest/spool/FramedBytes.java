package io.mycostream.ingest.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Goes through framed records in memory, from the first to the last that is whole.
 *
 * <p>What is damaged is passed over, to the next record that is whole, and counted as one however many records it was: a
 * disk damages blocks, which hold several. Where no whole one follows the records end.
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
        int whole = isWhole(position) ? position : firstWholeBehind(position);
        if (whole < 0) {
            return null;
        }
        if (whole > position) {
            damaged++;
        }
        byte[] body = new byte[bytes.getInt(whole)];
        bytes.get(whole + Framing.HEADER, body);
        position = whole + Framing.HEADER + body.length;
        return body;
    }

    /** Where its length says if that can be believed, else wherever bytes stand that are their own sum; -1 if nowhere. */
    private int firstWholeBehind(int damagedAt) {
        if (fits(damagedAt)) {
            int following = damagedAt + Framing.HEADER + bytes.getInt(damagedAt);
            if (isWhole(following)) {
                return following;
            }
        }
        for (int at = damagedAt + 1; at + Framing.HEADER < bytes.limit(); at++) {
            if (isWhole(at)) {
                return at;
            }
        }
        return -1;
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

    /** Returns how often something was passed over. */
    int damaged() {
        return damaged;
    }
}
