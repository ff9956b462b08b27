package io.mycostream.ingest.device;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.body.BoardJson;

/**
 * The command that makes a board greet. Boards greet by themselves only when they start, and one that runs already would
 * stay nameless.
 *
 * <p>Source: MycoBrain firmware, Side A's commands. It is answered by HELLO alone, so no acknowledgement is asked for.
 */
public final class HelloCommand {

    private static final byte[] WIRE = wire();

    private HelloCommand() {}

    /** What is sent, delimiter included; the same every time, because no board minds a number that it has seen. */
    public static byte[] encoded() {
        return WIRE.clone();
    }

    /** Side A 2.1.0 loses frames with a line's end in them, so a number is chosen that leads to none. */
    private static byte[] wire() {
        BoardJson hello = BoardJson.command("hello", JsonNodeFactory.instance.objectNode());
        long seq = 1;
        MdpFrame frame = hello.frame(MdpEndpoint.GATEWAY, MdpEndpoint.SIDE_A, seq, 0);
        while (frame.holdsLineEnd()) {
            frame = hello.frame(MdpEndpoint.GATEWAY, MdpEndpoint.SIDE_A, ++seq, 0);
        }
        return frame.encode();
    }
}
