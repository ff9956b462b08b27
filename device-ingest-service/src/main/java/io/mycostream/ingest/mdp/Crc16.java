package io.mycostream.ingest.mdp;

/**
 * CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, nothing reflected, no final XOR; 0x29B1 for the digits 1 to 9.
 *
 * <p>Both variants of the device protocol use it over header and payload, before stuffing. Source: MycoBrain firmware,
 * the frame builder shared by Side A and Side B.
 */
public final class Crc16 {

    /** The sum of nothing. */
    private static final int START = 0xFFFF;

    private static final int POLYNOMIAL = 0x1021;

    /** Bytes taken per step. */
    private static final int SLICE = 8;

    /** {@code TABLE[256 * k + b]}: what byte {@code b} contributes when {@code k} further bytes follow it in its step. */
    private static final char[] TABLE = table();

    private Crc16() {}

    /** The sum of all bytes, 0..0xFFFF. */
    public static int of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /** The sum of the bytes from {@code from}, inclusive, to {@code to}, exclusive; 0..0xFFFF. */
    public static int of(byte[] bytes, int from, int to) {
        int sum = START;
        int at = from;
        for (; at <= to - SLICE; at += SLICE) {
            sum = TABLE[0x700 + ((sum >>> 8) ^ (bytes[at] & 0xFF))]
                    ^ TABLE[0x600 + ((sum & 0xFF) ^ (bytes[at + 1] & 0xFF))]
                    ^ TABLE[0x500 + (bytes[at + 2] & 0xFF)]
                    ^ TABLE[0x400 + (bytes[at + 3] & 0xFF)]
                    ^ TABLE[0x300 + (bytes[at + 4] & 0xFF)]
                    ^ TABLE[0x200 + (bytes[at + 5] & 0xFF)]
                    ^ TABLE[0x100 + (bytes[at + 6] & 0xFF)]
                    ^ TABLE[bytes[at + 7] & 0xFF];
        }
        for (; at < to; at++) {
            sum = (sum << 8 & 0xFFFF) ^ TABLE[(sum >>> 8) ^ (bytes[at] & 0xFF)];
        }
        return sum;
    }

    private static char[] table() {
        char[] table = new char[SLICE * 256];
        for (int b = 0; b < 256; b++) {
            int sum = b << 8;
            for (int bit = 0; bit < 8; bit++) {
                sum = (sum & 0x8000) == 0 ? sum << 1 : sum << 1 ^ POLYNOMIAL;
            }
            table[b] = (char) sum;
        }
        for (int i = 256; i < table.length; i++) {
            int sum = table[i - 256];
            table[i] = (char) (sum << 8 ^ table[sum >>> 8]);
        }
        return table;
    }
}
