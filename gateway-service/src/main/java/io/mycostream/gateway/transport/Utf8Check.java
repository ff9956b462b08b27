package io.mycostream.gateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * Whether text that arrives in parts is UTF-8 (RFC 3629), told with the first part that cannot be: no byte of its own, no
 * character longer than it has to be, no surrogate, nothing beyond U+10FFFF.
 */
final class Utf8Check implements ByteProcessor {

    private static final int FIRST_TRAIL = 0x80;
    private static final int LAST_TRAIL = 0xBF;

    /** Bytes that the character begun last still needs, and between what the next of them has to be. */
    private int missing;

    private int lowest = FIRST_TRAIL;
    private int highest = LAST_TRAIL;

    /**
     * Takes the next part of a text. After the last part, or after one that was not accepted, a new text begins.
     *
     * @param last whether the text ends with this part, so that no character may be left unfinished
     */
    boolean accepts(ByteBuf part, boolean last) {
        boolean accepted = part.forEachByte(this) < 0 && !(last && missing > 0);
        if (last || !accepted) {
            missing = 0;
            anyTrail();
        }
        return accepted;
    }

    @Override
    public boolean process(byte value) {
        int octet = Byte.toUnsignedInt(value);
        if (missing > 0) {
            boolean fits = octet >= lowest && octet <= highest;
            missing--;
            anyTrail();
            return fits;
        }
        return octet < FIRST_TRAIL || leads(octet);
    }

    private boolean leads(int octet) {
        if (octet < 0xC2 || octet > 0xF4) {
            return false;
        }
        missing = octet < 0xE0 ? 1 : octet < 0xF0 ? 2 : 3;
        switch (octet) {
            // below them a shorter form would do
            case 0xE0 -> lowest = 0xA0;
            case 0xF0 -> lowest = 0x90;
            // beyond it the surrogates begin, U+D800
            case 0xED -> highest = 0x9F;
            // U+10FFFF
            case 0xF4 -> highest = 0x8F;
            default -> {}
        }
        return true;
    }

    private void anyTrail() {
        lowest = FIRST_TRAIL;
        highest = LAST_TRAIL;
    }
}
