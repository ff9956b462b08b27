package io.mycostream.sim.line;

import io.mycostream.sim.board.Sending;
import io.mycostream.sim.board.Sending.Framed;
import io.mycostream.sim.board.Sending.Line;

/**
 * Says of an unhurt frame or line whether a reader that keeps the rules finds it where it stands. It remembers what went onto
 * the line since the last delimiter and decodes nothing, so that it can be right where a decoder is wrong.
 *
 * <p>A frame is found when it begins at a delimiter or behind a line feed, and what has gathered since the delimiter, whole
 * console lines at the front aside, is at most {@link #LONGEST} bytes with it. A line between frames is found when only text
 * was seen since the delimiter and it begins where a line can. On a line without frames only the beginning counts.
 */
final class Referee {

    /** Bytes between two delimiters, whole console lines at the front aside; with more everything up to the next is lost. */
    private static final int LONGEST = 2_048;

    private final boolean frames;
    private int gathered;
    private boolean onlyText;
    private boolean blank;
    private boolean lost;
    private byte last;

    /** @param frames whether frames are to be expected; else there are lines of text and nothing else */
    Referee(boolean frames) {
        this.frames = frames;
        restart();
    }

    /** A host begins to read. */
    void restart() {
        gathered = 0;
        onlyText = true;
        blank = true;
        lost = false;
        last = 0;
    }

    /** Whether a reader will find this, if it goes onto the line now and whole. */
    boolean finds(Sending sending) {
        boolean begins = last == 0 || last == '\n';
        return switch (sending) {
            case Framed _ -> begins && !lost && gathered + sending.wire().length - 1 <= LONGEST;
            case Line line -> begins && !line.text().isBlank() && (!frames || (onlyText && !lost));
        };
    }

    /** Bytes have gone onto the line. */
    void pass(byte[] bytes, int count) {
        for (int at = 0; at < count; at++) {
            pass(bytes[at]);
        }
    }

    private void pass(byte b) {
        if (b == 0) {
            restart();
            return;
        }
        last = b;
        gathered++;
        onlyText &= isText(b);
        if (onlyText && b == '\n' && !blank) {
            gathered = 0;
            blank = true;
        }
        blank &= b == ' ' || b == '\t' || b == '\r' || b == '\n';
        lost |= !onlyText && gathered > LONGEST;
    }

    private static boolean isText(byte b) {
        int value = Byte.toUnsignedInt(b);
        return value == '\t' || value == '\r' || value == '\n' || (value >= 0x20 && value != 0x7F);
    }
}
