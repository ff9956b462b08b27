package io.mycostream.sim.board;

import java.util.HexFormat;
import java.util.Locale;

/**
 * A chip's address, and the identities the firmwares make of it. They read it in the wrong order, so that those which keep a
 * part of it keep the vendor's part, and boards of one batch share an identity.
 *
 * @param octets the address in its true order, vendor first
 */
record Chip(byte[] octets) {

    static Chip of(long seed) {
        return new Chip(
                new byte[] {0x24, 0x0A, (byte) 0xC4, (byte) (seed >> 16), (byte) (seed >> 8), (byte) (seed)});
    }

    /** Lower-case hex of the low 24 bits as the chip reports them, which are the vendor's: {@code c40a24}. */
    String shared() {
        return reversedHex().substring(6);
    }

    /** Twelve lower-case digits in reverse order. */
    String reversedHex() {
        byte[] reversed = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            reversed[i] = octets[octets.length - 1 - i];
        }
        return HexFormat.of().formatHex(reversed);
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
        return HexFormat.of().withUpperCase().formatHex(octets, 3, 6);
    }
}
