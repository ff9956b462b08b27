package io.mycostream.ingest.fuzz;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.Payload;
import io.mycostream.ingest.mdp.body.Structure;
import java.util.Arrays;

/**
 * The first byte is a type, the rest the payload of a frame with a right sum: it is decoded, and a binary structure that
 * is written from what it was decoded to is decoded to the same.
 */
public final class PayloadFuzz {

    private PayloadFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        byte[] payload = Arrays.copyOfRange(bytes, 1, bytes.length);
        MdpFrame frame = MdpFrame.of(new MdpHeader(bytes[0] & 0x0F, 1, 0, 0, 0xA1, 0xC0), payload);
        DecoderFuzz.understand(frame);
        Payload read = Payload.of(frame);
        switch (read.kind()) {
            case TELEMETRY_V1, COMMAND, CMD_RESULT, ACK_EXT, WIFISENSE, DRONE_TELEMETRY, DRONE_MISSION_STATUS ->
                writeAgain(read, payload);
            case JSON, ENVELOPE, HEARTBEAT, EMPTY, RAW -> {}
        }
    }

    private static void writeAgain(Payload read, byte[] payload) {
        ObjectNode members = read.body().deepCopy();
        if (members.toString().indexOf('\uFFFD') >= 0) {
            // text that was no UTF-8 does not come back, and its replacement may be longer than its field
            return;
        }
        byte[] written = Structure.of(read.kind(), members).encode();
        Law.holds(written.length <= payload.length, "written longer than read");
        MdpFrame frame = MdpFrame.of(new MdpHeader(type(read), 1, 0, 0, 0xA1, 0xC0), written);
        Payload again = Payload.of(frame);
        // reserved bytes and a command's surplus are not kept, and what is left may be JSON
        boolean same = again.equals(read) || again.kind() != read.kind();
        Law.holds(same, "written differently than read");
    }

    private static int type(Payload read) {
        return switch (read.kind()) {
            case COMMAND -> 2;
            case ACK_EXT -> 3;
            case CMD_RESULT -> 5;
            case WIFISENSE -> 7;
            case DRONE_TELEMETRY -> 8;
            case DRONE_MISSION_STATUS -> 9;
            case TELEMETRY_V1 -> 1;
            case JSON, ENVELOPE, HEARTBEAT, EMPTY, RAW ->
                throw new IllegalStateException("no structure: " + read.kind());
        };
    }
}
