package io.mycostream.torture.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.zip.CRC32C;

/** A short text that stands for a payload: itself when it is short, else its beginning, length and checksum. */
public final class Digest {

    private static final int SHORT = 120;
    private static final int BEGINNING = 60;

    private Digest() {}

    public static String of(String payload) {
        if (payload.length() <= SHORT) {
            return payload;
        }
        CRC32C checksum = new CRC32C();
        checksum.update(payload.getBytes(UTF_8));
        return "%s... (%d characters, %08x)"
                .formatted(payload.substring(0, BEGINNING), payload.length(), checksum.getValue());
    }
}
