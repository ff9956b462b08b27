package io.mycostream.ingest.mdp;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One line of console text, as boards print it between frames or instead of them. Never blank.
 *
 * @param text without its line end, decoded as UTF-8 with replacement, cut after {@link MdpFrameReader#MAX_LINE} bytes
 */
public record TextLine(String text) implements MdpInput {

    /** The line in these bytes, with or without its line end. */
    static TextLine of(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && TextBytes.endsLine(bytes[end - 1])) {
            end--;
        }
        return new TextLine(new String(bytes, from, end - from, UTF_8));
    }
}
