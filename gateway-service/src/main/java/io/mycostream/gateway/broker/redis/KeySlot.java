package io.mycostream.gateway.broker.redis;

/** The hash slot of a key in a Redis Cluster: CRC-16/XMODEM of the key, or of its hash tag, modulo 16384. */
final class KeySlot {

    static final int SLOTS = 16_384;

    private static final int POLYNOMIAL = 0x1021;

    private KeySlot() {}

    static int of(byte[] key) {
        int from = 0;
        int to = key.length;
        int open = indexOf(key, '{', 0);
        if (open >= 0) {
            int close = indexOf(key, '}', open + 1);
            // an empty tag is none
            if (close > open + 1) {
                from = open + 1;
                to = close;
            }
        }
        return crc16(key, from, to) % SLOTS;
    }

    private static int indexOf(byte[] key, char wanted, int from) {
        for (int at = from; at < key.length; at++) {
            if (key[at] == wanted) {
                return at;
            }
        }
        return -1;
    }

    private static int crc16(byte[] bytes, int from, int to) {
        int crc = 0;
        for (int at = from; at < to; at++) {
            crc ^= (bytes[at] & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
            }
            crc &= 0xFFFF;
        }
        return crc;
    }
}
