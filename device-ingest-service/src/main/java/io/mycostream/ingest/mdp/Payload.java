package io.mycostream.ingest.mdp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The content of a frame as a JSON object, whatever form it had on the wire.
 *
 * <p>Numbers of JSON bodies keep their value exactly, however many digits they have; not-a-number and the infinities
 * become null, in JSON bodies and in binary ones.
 *
 * @param kind the form it had
 * @param body the decoded members; owned by the receiver of this record
 * @param hash whether an envelope's hash fits
 */
public record Payload(PayloadKind kind, ObjectNode body, EnvelopeHash hash) {

    Payload(PayloadKind kind, ObjectNode body) {
        this(kind, body, EnvelopeHash.ABSENT);
    }

    /** Decodes the payload of a frame. What fits no form is {@link PayloadKind#RAW}; nothing is refused. */
    public static Payload of(MdpFrame frame) {
        byte[] bytes = frame.payload();
        if (bytes.length == 0) {
            boolean heartbeat = frame.type() == MdpType.WIFISENSE;
            return new Payload(
                    heartbeat ? PayloadKind.HEARTBEAT : PayloadKind.EMPTY, JsonNodeFactory.instance.objectNode());
        }
        return JsonBody.read(bytes, frame.variant() == MdpVariant.LE16)
                .or(() -> binary(frame, bytes))
                .orElseGet(() -> raw(bytes));
    }

    /** Reads a body that came without a frame: the UTF-8 text of one JSON object, or of a durable envelope. */
    public static Optional<Payload> ofText(byte[] body) {
        return JsonBody.read(body, true);
    }

    private static Optional<Payload> binary(MdpFrame frame, byte[] bytes) {
        return frame.variant() == MdpVariant.LE16 ? BinaryBody.read(frame.type(), bytes) : Optional.empty();
    }

    private static Payload raw(byte[] bytes) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("hex", HexFormat.of().formatHex(bytes));
        return new Payload(PayloadKind.RAW, body);
    }
}
