package io.mycostream.ingest.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.ingest.command.CommandRefusedException;
import io.mycostream.ingest.command.Worded;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpInput;
import io.mycostream.ingest.mdp.Payload;
import io.mycostream.ingest.mdp.PayloadKind;
import io.mycostream.publisher.wire.EnvelopeFormatException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Four bytes are the gateway's count, an even fifth one says that the rest came by REST, an odd one that it was published.
 * It is refused with a reason, or becomes one frame that boards take, that holds no line end of
 * its number's making, and that reads as the command that was given.
 */
public final class CommandFuzz {

    private static final int HEAD = 5;

    /** Boards take no more in front of the delimiter. */
    private static final int MOST_ENCODED_BYTES = 1024;

    private static final int LONGEST_REASON = 2048;

    private CommandFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        if (bytes.length < HEAD) {
            return;
        }
        long first = ByteBuffer.wrap(bytes).getInt();
        byte[] message = Arrays.copyOfRange(bytes, HEAD, bytes.length);
        Worded worded;
        try {
            worded = (bytes[4] & 1) == 0
                    ? Worded.posted("mushroom1", new String(message, UTF_8), first)
                    : Worded.published(message, first);
        } catch (CommandRefusedException | EnvelopeFormatException refused) {
            String reason = refused.getMessage();
            Law.holds(
                    reason != null && !reason.isBlank() && reason.length() <= LONGEST_REASON, "refused without a word");
            return;
        }
        check(worded);
    }

    private static void check(Worded worded) {
        Law.holds(worded.wire().length - 1 <= MOST_ENCODED_BYTES, "longer than boards take");
        Law.holds(
                worded.isJson() ? !worded.holdsLineEnd() : !worded.holdsLineEndInVain(), "a line end within the frame");
        List<MdpInput> found = new ArrayList<>();
        new MdpFrameReader().feed(worded.wire(), found::add);
        Law.holds(found.size() == 1 && found.getFirst() instanceof MdpFrame, "no frame");
        MdpFrame frame = (MdpFrame) found.getFirst();
        Law.holds(MdpFrame.of(worded.header(worded.seq()), frame.payload()).equals(frame), "another header");
        Payload payload = Payload.of(frame);
        Law.holds(
                payload.kind() == (worded.isJson() ? PayloadKind.JSON : PayloadKind.COMMAND)
                        && worded.says(payload.body()),
                "another command");
        Law.holds(worded.says(worded.message()), "another command as a message");
    }
}
