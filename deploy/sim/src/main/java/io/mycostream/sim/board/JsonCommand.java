package io.mycostream.sim.board;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.mdp.Payload;
import io.mycostream.ingest.mdp.PayloadKind;
import java.util.Optional;

/**
 * A command with a JSON body, {@code {"cmd":…,"params":{…}}}.
 *
 * @param seq its number, which an answer repeats
 * @param name empty when the body has none
 * @param params missing when there are none
 * @param wantsAnswer whether an ACK is asked for
 * @param destination endpoint code
 */
record JsonCommand(long seq, String name, JsonNode params, boolean wantsAnswer, int destination) {

    /** The command in a frame, if it is one and its body is a JSON object. */
    static Optional<JsonCommand> of(MdpFrame frame) {
        if (frame.type() != MdpType.COMMAND) {
            return Optional.empty();
        }
        Payload payload = Payload.of(frame);
        if (payload.kind() != PayloadKind.JSON) {
            return Optional.empty();
        }
        return Optional.of(new JsonCommand(
                frame.seq(),
                payload.body().path("cmd").asText(""),
                payload.body().path("params"),
                MdpFlag.ACK_REQUESTED.in(frame.flagBits()),
                frame.destination()));
    }
}
