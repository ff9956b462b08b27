package io.mycostream.ingest.mdp;

/**
 * What a frame is for. Codes 3 and 4 mean different things in the two variants, so the code alone says nothing.
 *
 * <p>Source: MycoBrain firmware, {@code MdpMsgType} in {@code mdp_types.h}; the big-endian codes are the backend's.
 */
public enum MdpType {
    TELEMETRY,
    COMMAND,
    /** An answer to a command, positive or negative by {@link MdpFlag#IS_NACK}. */
    ACK,
    /** A code of the older document; boards send {@link #ACK} with {@link MdpFlag#IS_NACK} instead. */
    NACK,
    EVENT,
    HELLO,
    WIFISENSE,
    DRONE_TELEMETRY,
    DRONE_MISSION_STATUS,
    /** A code that no document names. The frame is valid all the same. */
    UNKNOWN;

    private static final int MAX_CODE = 9;

    /** The meaning of a type code, 0..255, in a variant. */
    public static MdpType of(MdpVariant variant, int code) {
        return switch (variant) {
            case LE16 -> ofLittleEndian(code);
            case BE13 -> ofBigEndian(code);
        };
    }

    /**
     * The code of this type in a variant, the reverse of {@link #of}.
     *
     * @throws IllegalArgumentException if the variant has no such type
     */
    public int codeIn(MdpVariant variant) {
        for (int code = 1; code <= MAX_CODE; code++) {
            if (of(variant, code) == this && this != UNKNOWN) {
                return code;
            }
        }
        throw new IllegalArgumentException(variant.label() + " has no type " + this);
    }

    private static MdpType ofLittleEndian(int code) {
        return switch (code) {
            case 1 -> TELEMETRY;
            case 2 -> COMMAND;
            case 3 -> ACK;
            case 4 -> NACK;
            case 5 -> EVENT;
            case 6 -> HELLO;
            case 7 -> WIFISENSE;
            case 8 -> DRONE_TELEMETRY;
            case 9 -> DRONE_MISSION_STATUS;
            default -> UNKNOWN;
        };
    }

    private static MdpType ofBigEndian(int code) {
        return switch (code) {
            case 1 -> TELEMETRY;
            case 2 -> COMMAND;
            case 3 -> EVENT;
            case 4 -> ACK;
            default -> UNKNOWN;
        };
    }
}
