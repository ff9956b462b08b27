package io.mycostream.ingest.mdp.body;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.mdp.PayloadKind;
import java.util.HexFormat;

/**
 * A binary structure, given by the members that it is decoded to, so that it is the reverse of {@link
 * io.mycostream.ingest.mdp.Payload}. Members that are not given are zero, floats that are null are not-a-number.
 *
 * <pre>{@code
 * Structure.of(PayloadKind.TELEMETRY_V1, members)   // ai_volts follow from ai_counts when they are not given
 * }</pre>
 *
 * @param kind one of TELEMETRY_V1, COMMAND, CMD_RESULT, ACK_EXT, WIFISENSE, DRONE_TELEMETRY, DRONE_MISSION_STATUS
 * @param members not to be changed afterwards
 */
public record Structure(PayloadKind kind, ObjectNode members) implements Body {

    /**
     * A structure.
     *
     * @throws IllegalArgumentException if the kind is none of the structures, or a member is unknown, of another type, or out
     *     of its range
     */
    public static Structure of(PayloadKind kind, ObjectNode members) {
        Structure structure = new Structure(kind, members);
        structure.encode();
        return structure;
    }

    /**
     * The binary result of a command.
     *
     * @param commandId the command's number, 0..65535
     * @param status 0 done, -1 unknown, -2 too short, -3 bad argument
     */
    public static Structure result(int commandId, int status, byte... data) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        members.put("cmd_id", commandId);
        members.put("status", status);
        members.put("data", HexFormat.of().formatHex(data));
        return of(PayloadKind.CMD_RESULT, members);
    }

    /**
     * A selective acknowledgement.
     *
     * @param bitmap bit k set means that {@code baseSeq + 1 + k} arrived
     */
    public static Structure acknowledgement(long baseSeq, long bitmap) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        members.put("base_seq", baseSeq);
        members.put("bitmap", bitmap);
        return of(PayloadKind.ACK_EXT, members);
    }

    @Override
    public MdpType type() {
        return switch (kind) {
            case TELEMETRY_V1 -> MdpType.TELEMETRY;
            case COMMAND -> MdpType.COMMAND;
            case CMD_RESULT -> MdpType.EVENT;
            case ACK_EXT -> MdpType.ACK;
            case WIFISENSE -> MdpType.WIFISENSE;
            case DRONE_TELEMETRY -> MdpType.DRONE_TELEMETRY;
            case DRONE_MISSION_STATUS -> MdpType.DRONE_MISSION_STATUS;
            case JSON, ENVELOPE, HEARTBEAT, EMPTY, RAW -> throw noStructure();
        };
    }

    @Override
    public byte[] encode() {
        return switch (kind) {
            case TELEMETRY_V1 -> Telemetry.encode(members);
            case COMMAND -> Commands.command(members);
            case CMD_RESULT -> Commands.result(members);
            case ACK_EXT -> Commands.acknowledgement(members);
            case WIFISENSE -> WifiSense.encode(members);
            case DRONE_TELEMETRY -> Drone.telemetry(members);
            case DRONE_MISSION_STATUS -> Drone.missionStatus(members);
            case JSON, ENVELOPE, HEARTBEAT, EMPTY, RAW -> throw noStructure();
        };
    }

    private IllegalArgumentException noStructure() {
        return new IllegalArgumentException(kind.label() + " is no binary structure");
    }
}
