package io.mycostream.ingest.device;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The last 256 accepted frames of one sender, each kept as number and SHA-256, so that long frames cost no more memory
 * than short ones and equal fingerprints mean equal bytes.
 */
final class RecentFrames {

    static final int CAPACITY = 256;

    private final long[] numbers = new long[CAPACITY];
    private final byte[][] fingerprints = new byte[CAPACITY][];
    private int size;
    private int next;

    static byte[] fingerprint(byte[] raw) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(raw);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    boolean contains(long number, byte[] fingerprint) {
        for (int i = 0; i < size; i++) {
            if (numbers[i] == number && Arrays.equals(fingerprints[i], fingerprint)) {
                return true;
            }
        }
        return false;
    }

    void add(long number, byte[] fingerprint) {
        numbers[next] = number;
        fingerprints[next] = fingerprint;
        next = (next + 1) % CAPACITY;
        size = Math.min(size + 1, CAPACITY);
    }

    void clear() {
        size = 0;
        next = 0;
    }
}
