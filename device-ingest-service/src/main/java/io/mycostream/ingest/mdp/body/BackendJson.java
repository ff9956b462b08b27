package io.mycostream.ingest.mdp.body;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.BackendHeader;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.mdp.MdpVariant;
import java.io.IOException;
import java.util.List;

/**
 * What a frame of {@link MdpVariant#BE13} carries: one JSON object as the MycoBrain backend writes it, with a blank behind
 * each comma and colon and everything beyond ASCII escaped.
 *
 * @param type TELEMETRY, COMMAND, EVENT or ACK
 * @param members not to be changed afterwards
 */
public record BackendJson(MdpType type, ObjectNode members) {

    /** The members of telemetry, in their order; the backend's decoder fails on any other. */
    private static final List<String> TELEMETRY = List.of(
            "ai1_voltage",
            "ai2_voltage",
            "ai3_voltage",
            "ai4_voltage",
            "temperature",
            "humidity",
            "pressure",
            "gas_resistance",
            "mosfet_states",
            "i2c_addresses",
            "power_status",
            "firmware_version",
            "uptime_seconds");

    private static final ObjectWriter SPACED = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .build()
            .writer(new Spaces());

    /** Checks that the type is one of this variant's. */
    public BackendJson {
        type.codeIn(MdpVariant.BE13);
    }

    /**
     * Telemetry with all its members; those not given are null.
     *
     * @throws IllegalArgumentException if another member is given than telemetry has
     */
    public static BackendJson telemetry(ObjectNode known) {
        known.fieldNames().forEachRemaining(name -> {
            if (!TELEMETRY.contains(name)) {
                throw new IllegalArgumentException(
                        "telemetry has no member " + name + ", expected some of " + TELEMETRY);
            }
        });
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        for (String name : TELEMETRY) {
            JsonNode value = known.get(name);
            members.set(name, value == null ? NullNode.instance : value);
        }
        return new BackendJson(MdpType.TELEMETRY, members);
    }

    /**
     * An order.
     *
     * @param commandType set_mosfet, set_telemetry_interval, i2c_scan, reset or read_sensor
     */
    public static BackendJson command(long commandId, String commandType, ObjectNode parameters) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        members.put("command_id", commandId);
        members.put("command_type", commandType);
        members.set("parameters", parameters);
        return new BackendJson(MdpType.COMMAND, members);
    }

    /**
     * Something that happened.
     *
     * @param severity info, warning, error or critical
     */
    public static BackendJson event(String eventType, String severity, String message, ObjectNode data) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        members.put("event_type", eventType);
        members.put("severity", severity);
        members.put("message", message);
        members.set("data", data);
        return new BackendJson(MdpType.EVENT, members);
    }

    /** The answer to the frame with this sequence number. */
    public static BackendJson answer(boolean success, int ackSequence) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        members.put("success", success);
        members.put("ack_sequence", ackSequence);
        return new BackendJson(MdpType.ACK, members);
    }

    /** The payload's bytes; a fresh array. */
    public byte[] encode() {
        try {
            return SPACED.writeValueAsString(members).getBytes(US_ASCII);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /**
     * The frame that carries this.
     *
     * @param seq the sender's counter, 0..65535
     * @param timestamp Unix time in seconds
     * @throws IllegalArgumentException if the number does not fit
     */
    public MdpFrame frame(int seq, long timestamp) {
        return MdpFrame.of(BackendHeader.of(type, seq, timestamp), encode());
    }

    /** Python's separators. */
    private static final class Spaces extends MinimalPrettyPrinter {

        @Override
        public void writeObjectFieldValueSeparator(JsonGenerator out) throws IOException {
            out.writeRaw(": ");
        }

        @Override
        public void writeObjectEntrySeparator(JsonGenerator out) throws IOException {
            out.writeRaw(", ");
        }

        @Override
        public void writeArrayValueSeparator(JsonGenerator out) throws IOException {
            out.writeRaw(", ");
        }
    }
}
