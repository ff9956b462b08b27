package io.mycostream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;

/** Frames of a board whose every byte is the test's own choice, unlike those of a {@link DemoBoard}. */
final class BoardFrames {

    private static final int HELLO = 0x06;
    private static final int TELEMETRY = 0x01;
    private static final int SIDE_A = 0xA1;
    private static final int GATEWAY = 0xC0;

    private BoardFrames() {}

    static byte[] hello(long seq, String deviceId) {
        return frame(HELLO, seq, "{\"device_id\":\"" + deviceId + "\",\"role\":\"mushroom1\"}");
    }

    static byte[] telemetry(long seq, String body) {
        return frame(TELEMETRY, seq, body);
    }

    private static byte[] frame(int type, long seq, String body) {
        return MdpFrame.of(new MdpHeader(type, seq, 0, 0, SIDE_A, GATEWAY), body.getBytes(UTF_8))
                .encode();
    }
}
