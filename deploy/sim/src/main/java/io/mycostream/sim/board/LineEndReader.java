package io.mycostream.sim.board;

import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpInput;
import java.util.function.Consumer;

/**
 * Reads a host's commands, on request with the fault of Side A 2.1.0: a 0x0A or 0x0D ends what was collected so far, also
 * inside a frame, and what follows is the beginning of something else.
 */
final class LineEndReader {

    private final boolean faulty;
    private final MdpFrameReader reader = new MdpFrameReader();

    LineEndReader(boolean faulty) {
        this.faulty = faulty;
    }

    void feed(byte[] bytes, int count, Consumer<MdpInput> sink) {
        if (!faulty) {
            reader.feed(bytes, 0, count, sink);
            return;
        }
        for (int at = 0; at < count; at++) {
            if (bytes[at] == '\n' || bytes[at] == '\r') {
                reader.reset();
            } else {
                reader.feed(bytes, at, 1, sink);
            }
        }
    }

    void reset() {
        reader.reset();
    }
}
