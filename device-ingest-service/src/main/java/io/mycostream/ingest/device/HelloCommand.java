package io.mycostream.ingest.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;

/**
 * The command that makes a board greet. Boards greet by themselves only when they start, and one that runs already would
 * stay nameless.
 *
 * <p>Source: MycoBrain firmware, Side A's commands. It is answered by HELLO alone, so no acknowledgement is asked for.
 */
public final class HelloCommand {

    private static final int COMMAND = 0x02;
    private static final byte[] BODY = "{\"cmd\":\"hello\",\"params\":{}}".getBytes(UTF_8);
    private static final byte[] WIRE = wire();

    private HelloCommand() {}

    /** What is sent, delimiter included; the same every time, because no board minds a number that it has seen. */
    public static byte[] encoded() {
        return WIRE.clone();
    }

    /** Side A 2.1.0 takes a line's end inside a frame for the frame's, so a number is chosen that leads to none. */
    private static byte[] wire() {
        long seq = 1;
        byte[] wire = frame(seq).encode();
        while (holdsLineEnd(wire)) {
            wire = frame(++seq).encode();
        }
        return wire;
    }

    private static MdpFrame frame(long seq) {
        return MdpFrame.of(
                new MdpHeader(COMMAND, seq, 0, 0, MdpEndpoint.GATEWAY.code(), MdpEndpoint.SIDE_A.code()), BODY);
    }

    private static boolean holdsLineEnd(byte[] wire) {
        for (byte b : wire) {
            if (b == '\n' || b == '\r') {
                return true;
            }
        }
        return false;
    }
}
