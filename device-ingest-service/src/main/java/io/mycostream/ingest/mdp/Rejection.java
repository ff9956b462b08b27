package io.mycostream.ingest.mdp;

/**
 * What lay between two delimiters and is neither frame nor text.
 *
 * <p>The message is made only when asked for: on a noisy line there are many rejections and few readers.
 *
 * @param reason what kind of damage, judged by the chunk's first bytes
 * @param length bytes of the chunk behind its console text; for {@link Reason#OVERSIZE} those seen so far
 * @param seen what was found, in the unit the reason names
 * @param expected what should have been there, in the same unit
 */
public record Rejection(Reason reason, int length, int seen, int expected) implements MdpInput {

    /** The kinds of damage, each with the label that documents and metrics use. */
    public enum Reason {
        /** A stuffing group reaches past the end. Seen and expected are places in the chunk, in bytes. */
        COBS_ERROR("cobs_error"),
        /** Fewer bytes than the shortest frame has. */
        SHORT_FRAME("short_frame"),
        /** The sum matches in neither byte order. Both are given low byte first. */
        CRC_ERROR("crc_error"),
        /** Little-endian header of a version that is not 1. */
        BAD_VERSION("bad_version"),
        /** The big-endian header announces another payload length, in bytes, than there is. */
        LENGTH_ERROR("length_error"),
        /** The sum matches and no header does. Both are the first two bytes, the first one low. */
        UNKNOWN_VARIANT("unknown_variant"),
        /** More bytes without a delimiter than any frame has. */
        OVERSIZE("oversize");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** What was seen and what was expected, for people. */
    public String message() {
        return switch (reason) {
            case COBS_ERROR -> "group reaches to byte " + seen + ", expected an end at " + expected + " or before";
            case SHORT_FRAME -> "frame has " + seen + " bytes, expected at least " + expected;
            case CRC_ERROR -> "sum is 0x%04X, expected 0x%04X, or its bytes swapped".formatted(seen, expected);
            case BAD_VERSION -> "version is " + seen + ", expected " + expected;
            case LENGTH_ERROR -> "header announces " + seen + " payload bytes, expected " + expected;
            case UNKNOWN_VARIANT ->
                "sum matches and frame starts with 0x%04X, expected 0x%04X with the sum low byte first, or a type 1..4 high byte first"
                        .formatted(seen, expected);
            case OVERSIZE -> seen + " bytes without a delimiter, expected at most " + expected;
        };
    }
}
