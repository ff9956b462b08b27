package io.mycostream.ingest.telemetry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.MdpMessage;
import io.mycostream.ingest.mdp.Payload;
import io.mycostream.ingest.mdp.PayloadKind;
import java.util.LinkedHashSet;
import java.util.Optional;

/**
 * Recognises durable envelopes that come again in another frame. Side B gives what it forwards numbers of its own, also
 * to repetitions, and a board replays after a reset what was not acknowledged; then only the envelope tells.
 *
 * <p>Belongs to one link and its thread.
 */
public final class Repetitions {

    /** As many as frames are remembered by their sequence number. */
    private static final int REMEMBERED = 256;

    private final LinkedHashSet<String> seen = new LinkedHashSet<>();

    /** Tells whether this is an envelope that was here before, and remembers it. */
    public boolean isRepeated(MdpMessage message) {
        Optional<String> name = nameOf(message);
        if (name.isEmpty()) {
            return false;
        }
        boolean repeated = !seen.add(name.get());
        if (seen.size() > REMEMBERED) {
            seen.removeFirst();
        }
        return repeated;
    }

    /** Returns what tells a durable envelope from others, in whatever frame it comes; nothing for another message. */
    public static Optional<String> nameOf(MdpMessage message) {
        Payload payload = message.payload();
        return payload.kind() == PayloadKind.ENVELOPE ? Optional.of(key(payload.body())) : Optional.empty();
    }

    /** Device ids are the same on all boards of this firmware; the hash over all that an envelope says is not. */
    private static String key(ObjectNode envelope) {
        String hash = envelope.path("hash").asText("");
        return hash.isEmpty()
                ? envelope.toString()
                : hash
                        + ' '
                        + envelope.path("seq").asText()
                        + ' '
                        + envelope.path("hdr").path("msgId").asText();
    }
}
