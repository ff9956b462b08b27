package io.mycostream.ingest.mdp;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The lines of text in a chunk that is too long for a frame. A line counts when it ends in a line feed and holds nothing
 * but text; memory is bounded by {@link MdpFrameReader#MAX_LINE}, and of a longer line the rest is dropped.
 */
final class SkippedLines {

    private static final int FIRST_CAPACITY = 256;

    private byte[] line = new byte[FIRST_CAPACITY];
    private int length;
    private boolean text = true;

    /** Begins a line. */
    void reset() {
        length = 0;
        text = true;
    }

    /** Reads the bytes from {@code from} to {@code to}; an unfinished line is kept for the next call. */
    void feed(byte[] bytes, int from, int to, Consumer<? super MdpInput> sink) {
        int keptTo = from;
        for (int at = from; at < to; at++) {
            byte textClass = TextBytes.classOf(bytes[at]);
            if (textClass == TextBytes.LINE_FEED) {
                keep(bytes, keptTo, at);
                keptTo = at + 1;
                end(sink);
            } else if (textClass == TextBytes.NO_TEXT) {
                text = false;
            }
        }
        keep(bytes, keptTo, to);
    }

    private void keep(byte[] bytes, int from, int to) {
        if (!text) {
            return;
        }
        int count = Math.min(to - from, MdpFrameReader.MAX_LINE - length);
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.min(2 * (length + count), MdpFrameReader.MAX_LINE));
        }
        System.arraycopy(bytes, from, line, length, count);
        length += count;
    }

    private void end(Consumer<? super MdpInput> sink) {
        boolean readable = text;
        TextLine found = TextLine.of(line, 0, readable ? length : 0);
        reset();
        if (!found.text().isBlank()) {
            sink.accept(found);
        }
    }
}
