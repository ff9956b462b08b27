package io.mycostream.sim.board;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** Splits what a host sends into lines; CR and LF end one, blank ones are nothing. */
final class LineReader {

    private static final int LONGEST = 1_024;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    void feed(byte[] bytes, int count, Consumer<String> sink) {
        for (int at = 0; at < count; at++) {
            byte b = bytes[at];
            if (b == '\n' || b == '\r') {
                String text = line.toString(UTF_8).strip();
                line.reset();
                if (!text.isEmpty()) {
                    sink.accept(text);
                }
            } else if (line.size() < LONGEST) {
                line.write(b);
            }
        }
    }

    void reset() {
        line.reset();
    }
}
