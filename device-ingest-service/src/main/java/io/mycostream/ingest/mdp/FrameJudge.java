package io.mycostream.ingest.mdp;

import io.mycostream.ingest.mdp.Rejection.Reason;
import java.util.Arrays;

/** Tells whether some bytes between two delimiters are a frame, and if not, what is wrong. */
final class FrameJudge {

    /** The shortest frame after unstuffing, in bytes: a big-endian header and its sum. */
    private static final int MIN_RAW = BackendHeader.LENGTH + MdpFrame.SUM_LENGTH;

    private static final int MIN_RAW_LITTLE_ENDIAN = MdpHeader.LENGTH + MdpFrame.SUM_LENGTH;

    private final byte[] raw;

    FrameJudge(int maxLength) {
        this.raw = new byte[maxLength];
    }

    /** Tells in a few instructions what most line feeds in noise are not followed by. */
    static boolean mayStartFrame(byte[] chunk, int from, int to) {
        if (to - from <= MIN_RAW) {
            return false;
        }
        int first = chunk[from + 1];
        boolean littleEndian = first == (byte) MdpHeader.MAGIC && chunk[from + 2] == (byte) (MdpHeader.MAGIC >> 8);
        return littleEndian || (first >= 1 && first <= BackendHeader.MAX_TYPE);
    }

    /** Tries the bytes from {@code from} to {@code to}, the end of the chunk, as one frame. */
    MdpInput judge(byte[] chunk, int from, int to) {
        int length = Cobs.decode(chunk, from, to, raw);
        if (length < 0) {
            int group = ~length;
            return new Rejection(Reason.COBS_ERROR, to, group + (chunk[group] & 0xFF), to);
        }
        if (length < MIN_RAW) {
            return new Rejection(Reason.SHORT_FRAME, to, length, MIN_RAW);
        }
        int sum = Crc16.of(raw, 0, length - MdpFrame.SUM_LENGTH);
        int low = raw[length - 2] & 0xFF;
        int high = raw[length - 1] & 0xFF;
        boolean littleEndian = sum == (high << 8 | low);
        boolean bigEndian = sum == (low << 8 | high);
        if (!littleEndian && !bigEndian) {
            return new Rejection(Reason.CRC_ERROR, to, high << 8 | low, sum);
        }
        int start = (raw[1] & 0xFF) << 8 | (raw[0] & 0xFF);
        if (littleEndian && length >= MIN_RAW_LITTLE_ENDIAN && start == MdpHeader.MAGIC) {
            int version = raw[2] & 0xFF;
            return version == MdpHeader.VERSION
                    ? MdpFrame.ofChecked(MdpVariant.LE16, Arrays.copyOf(raw, length))
                    : new Rejection(Reason.BAD_VERSION, to, version, MdpHeader.VERSION);
        }
        if (bigEndian && raw[0] >= 1 && raw[0] <= BackendHeader.MAX_TYPE) {
            int announced = (raw[3] & 0xFF) << 8 | (raw[4] & 0xFF);
            return announced == length - MIN_RAW
                    ? MdpFrame.ofChecked(MdpVariant.BE13, Arrays.copyOf(raw, length))
                    : new Rejection(Reason.LENGTH_ERROR, to, announced, length - MIN_RAW);
        }
        return new Rejection(Reason.UNKNOWN_VARIANT, to, start, MdpHeader.MAGIC);
    }
}
