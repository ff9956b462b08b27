package io.mycostream.sim.board;

import java.util.HexFormat;
import java.util.Locale;

/**
 * A chip's address, and the identities the firmwares make of it. They read it in the wrong order, so that those which keep a
 * part of it keep the vendor's part, and boards of one batch share an identity.
 *
 * @param address the six octets as a number, the vendor's first
 */
record Chip(long address) {

    private static final long VENDOR = 0x24_0A_C4_00_00_00L;
    private static final int OCTETS = 6;

    static Chip of(long seed) {
        return new Chip(VENDOR | (seed & 0xFF_FF_FF));
    }

    /** Lower-case hex of the low 24 bits as the chip reports them, which are the vendor's: {@code c40a24}. */
    String shared() {
        return reversedHex().substring(OCTETS);
    }

    /** Twelve lower-case digits in reverse order. */
    String reversedHex() {
        StringBuilder text = new StringBuilder();
        for (int octet = 0; octet < OCTETS; octet++) {
            text.append(HexFormat.of().toHexDigits((byte) (address >> (Byte.SIZE * octet))));
        }
        return text.toString();
    }

    /** Six octets in reverse order with colons, upper case. */
    String reversedWithColons() {
        StringBuilder text = new StringBuilder(reversedHex().toUpperCase(Locale.ROOT));
        for (int at = 10; at > 0; at -= 2) {
            text.insert(at, ':');
        }
        return text.toString();
    }

    /** The last three octets in true order, upper case. */
    String tail() {
        return HexFormat.of().withUpperCase().toHexDigits(address, OCTETS);
    }
}
