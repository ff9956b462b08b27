package io.mycostream.sim.board;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.ingest.mdp.MdpFrame;

/** One thing that a board puts on its line, whole: a frame with its delimiter, or a line of text with its end. */
public sealed interface Sending {

    /** What is sent; the receiver's to keep. */
    byte[] wire();

    /** Bytes at the end that say that it is over. */
    int endLength();

    /**
     * A frame.
     *
     * @param repetition how often the board has sent these bytes before; 0 is the first time
     * @param reliable whether the board waits for an acknowledgement and repeats the frame until then
     */
    record Framed(MdpFrame frame, int repetition, boolean reliable) implements Sending {

        /** A frame that is sent once and not waited for. */
        public static Framed once(MdpFrame frame) {
            return new Framed(frame, 0, false);
        }

        @Override
        public byte[] wire() {
            return frame.encode();
        }

        @Override
        public int endLength() {
            return 1;
        }
    }

    /**
     * A line of text.
     *
     * @param text without its end
     * @param means what a reader takes it for
     * @param end CR LF or LF; lines printed by a formatted print end in LF alone
     */
    record Line(String text, Meaning means, String end) implements Sending {

        public static Line of(String text, Meaning means) {
            return new Line(text, means, "\r\n");
        }

        @Override
        public byte[] wire() {
            return (text + end).getBytes(UTF_8);
        }

        @Override
        public int endLength() {
            return end.length();
        }
    }

    /** What a line of text is to a reader. */
    enum Meaning {
        /** Readings, one JSON object or a sensor line. */
        TELEMETRY,
        /** JSON that says something else: an answer, a status, an identity. */
        JSON,
        /** Header of a radio packet, as the LoRa gateway prints it. */
        LINK_HEADER,
        /** Console text that means nothing. */
        NOISE
    }
}
