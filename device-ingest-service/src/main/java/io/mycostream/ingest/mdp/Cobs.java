package io.mycostream.ingest.mdp;

import java.util.Arrays;

/**
 * Consistent overhead byte stuffing, the plain form: what comes out holds no zero, so that zero can end a frame.
 *
 * <p>A group is a code byte {@code n}, 1..255, followed by {@code n - 1} bytes that are not zero. After a group with
 * {@code n < 255} that is not the last one, a zero is restored. A run of 254 bytes is closed with code 255 and a new group
 * is opened even where the data ends, as every encoder of the MycoBrain firmware does; the short form without that last
 * byte is accepted too.
 */
public final class Cobs {

    /** Code of a group without a zero behind it: 254 bytes follow. */
    private static final int FULL = 0xFF;

    private Cobs() {}

    /** Stuffs {@code data}. The delimiter is not part of the result. */
    public static byte[] encode(byte[] data) {
        byte[] stuffed = new byte[data.length + data.length / (FULL - 1) + 1];
        int codeAt = 0;
        int at = 1;
        for (byte b : data) {
            if (b != 0) {
                stuffed[at++] = b;
            }
            if (b == 0 || at - codeAt == FULL) {
                stuffed[codeAt] = (byte) (at - codeAt);
                codeAt = at++;
            }
        }
        stuffed[codeAt] = (byte) (at - codeAt);
        return Arrays.copyOf(stuffed, at);
    }

    /**
     * Undoes {@link #encode}. The delimiter must not be part of {@code stuffed}; nothing at all decodes to nothing.
     *
     * @throws MdpFormatException if a group reaches past the end, or there is a zero
     */
    public static byte[] decode(byte[] stuffed) throws MdpFormatException {
        for (int at = 0; at < stuffed.length; at++) {
            if (stuffed[at] == 0) {
                throw new MdpFormatException("byte " + at + " is zero, expected none within a frame");
            }
        }
        byte[] data = new byte[stuffed.length];
        int length = decode(stuffed, 0, stuffed.length, data);
        if (length < 0) {
            throw new MdpFormatException("group at byte " + ~length + " reaches past the end at " + stuffed.length);
        }
        return Arrays.copyOf(data, length);
    }

    /**
     * Decodes the bytes from {@code from} to {@code to}, none of which may be zero, into the beginning of {@code into}.
     *
     * @param into has room for {@code to - from} bytes
     * @return the number of bytes written, or the complement of the place of the group that reaches past the end
     */
    static int decode(byte[] stuffed, int from, int to, byte[] into) {
        int at = from;
        int length = 0;
        while (at < to) {
            int code = stuffed[at] & 0xFF;
            int next = at + code;
            if (next > to) {
                return ~at;
            }
            for (int i = at + 1; i < next; i++) {
                into[length++] = stuffed[i];
            }
            if (code != FULL && next < to) {
                into[length++] = 0;
            }
            at = next;
        }
        return length;
    }
}
