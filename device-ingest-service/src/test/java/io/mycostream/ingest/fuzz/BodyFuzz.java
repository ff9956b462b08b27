package io.mycostream.ingest.fuzz;

import static io.mycostream.ingest.mdp.MdpEndpoint.GATEWAY;
import static io.mycostream.ingest.mdp.MdpEndpoint.SIDE_A;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.JsonObjects;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpInput;
import io.mycostream.ingest.mdp.PayloadKind;
import io.mycostream.ingest.mdp.body.BoardJson;
import io.mycostream.ingest.mdp.body.Body;
import io.mycostream.ingest.mdp.body.Structure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The first byte chooses a kind of body, the rest is JSON: it becomes a frame that is read as it was written, or is refused
 * by an {@link IllegalArgumentException} with a message.
 */
public final class BodyFuzz {

    private static final List<PayloadKind> KINDS = List.of(
            PayloadKind.JSON,
            PayloadKind.TELEMETRY_V1,
            PayloadKind.COMMAND,
            PayloadKind.CMD_RESULT,
            PayloadKind.ACK_EXT,
            PayloadKind.WIFISENSE,
            PayloadKind.DRONE_TELEMETRY,
            PayloadKind.DRONE_MISSION_STATUS);

    private BodyFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        PayloadKind kind = KINDS.get((bytes[0] & 0xFF) % KINDS.size());
        String json = new String(Arrays.copyOfRange(bytes, 1, bytes.length), UTF_8);
        Optional<ObjectNode> members = JsonObjects.read(json);
        if (members.isEmpty()) {
            return;
        }
        MdpFrame frame;
        try {
            frame = body(kind, members.get()).frame(GATEWAY, SIDE_A, 1, 0);
        } catch (IllegalArgumentException refused) {
            Law.holds(refused.getMessage() != null, "refused without a word");
            return;
        }
        byte[] wire = frame.encode();
        if (wire.length <= MdpFrameReader.MAX_CHUNK) {
            List<MdpInput> found = new ArrayList<>();
            new MdpFrameReader().feed(wire, found::add);
            Law.holds(found.equals(List.of(frame)), "read differently than written");
        }
    }

    private static Body body(PayloadKind kind, ObjectNode members) {
        return kind == PayloadKind.JSON ? BoardJson.command("output_control", members) : Structure.of(kind, members);
    }
}
