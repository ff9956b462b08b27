package io.mycostream.ingest.mdp;

/** Which bytes console text is made of: TAB, CR, LF, 0x20 to 0x7E and everything from 0x80 up. */
final class TextBytes {

    static final byte NO_TEXT = 0;
    static final byte VISIBLE = 1;
    static final byte BLANK = 2;
    static final byte LINE_FEED = 3;

    private static final byte[] CLASSES = classes();

    private TextBytes() {}

    /** One of the four constants above. */
    static byte classOf(int b) {
        return CLASSES[b & 0xFF];
    }

    static boolean endsLine(byte b) {
        return b == '\n' || b == '\r';
    }

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int b = 0x21; b < classes.length; b++) {
            classes[b] = b == 0x7F ? NO_TEXT : VISIBLE;
        }
        classes[' '] = BLANK;
        classes['\t'] = BLANK;
        classes['\r'] = BLANK;
        classes['\n'] = LINE_FEED;
        return classes;
    }
}
