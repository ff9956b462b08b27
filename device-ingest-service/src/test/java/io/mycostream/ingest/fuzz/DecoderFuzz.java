package io.mycostream.ingest.fuzz;

import io.mycostream.ingest.device.SequenceTracker;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpInput;
import io.mycostream.ingest.mdp.MdpMessage;
import io.mycostream.ingest.mdp.Rejection;
import io.mycostream.ingest.mdp.TextLine;
import java.util.ArrayList;
import java.util.List;

/**
 * Whatever a line brings, it is read as frames, text and rejections, the same at once and byte by byte; a frame written
 * again is what was read; and every frame says something or is unreadable.
 */
public final class DecoderFuzz {

    private DecoderFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        List<MdpInput> atOnce = new ArrayList<>();
        new MdpFrameReader().feed(bytes, atOnce::add);
        List<MdpInput> byteByByte = new ArrayList<>();
        MdpFrameReader reader = new MdpFrameReader();
        for (int at = 0; at < bytes.length; at++) {
            reader.feed(bytes, at, 1, byteByByte::add);
        }
        Law.holds(atOnce.equals(byteByByte), "pieces matter");
        SequenceTracker sequence = new SequenceTracker();
        for (MdpInput input : atOnce) {
            switch (input) {
                case MdpFrame frame -> {
                    sequence.judge(frame);
                    Law.holds(reread(frame).equals(List.of(frame)), "a frame written again is another");
                    understand(frame);
                }
                case TextLine line -> Law.holds(!line.text().isBlank(), "a blank line");
                case Rejection rejection -> Law.holds(!rejection.message().isEmpty(), "no reason");
            }
        }
    }

    static void understand(MdpFrame frame) {
        String json = MdpMessage.of(frame).payload().body().toString();
        Law.holds(json.startsWith("{"), "no object");
    }

    private static List<MdpInput> reread(MdpFrame frame) {
        List<MdpInput> found = new ArrayList<>();
        new MdpFrameReader().feed(frame.encode(), found::add);
        return found;
    }
}
