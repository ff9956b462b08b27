package io.mycostream.ingest.mdp;

/**
 * What a frame says. Who switches over this family decides about every kind of message, or does not compile.
 *
 * <p>Whether a payload could be read comes first: a frame whose payload is {@link PayloadKind#RAW} is {@link Unreadable},
 * whatever its type.
 */
public sealed interface MdpMessage {

    Payload payload();

    /** The greeting at boot and on request. Side A's names its device, Side B's does not. */
    record Hello(Payload payload) implements MdpMessage {}

    /** What a board measured; type TELEMETRY. */
    record Telemetry(Payload payload) implements MdpMessage {}

    /** Wi-Fi sensing samples; defined, and sent by no known firmware. */
    record WifiSense(Payload payload) implements MdpMessage {}

    /** Position, battery and sensors of a drone; defined, and sent by no known firmware. */
    record DroneTelemetry(Payload payload) implements MdpMessage {}

    /** Progress of a drone's mission; defined, and sent by no known firmware. */
    record DroneMissionStatus(Payload payload) implements MdpMessage {}

    /** Something happened on a board: an emergency stop, the state of its radios, a binary command's result. */
    record Event(Payload payload) implements MdpMessage {}

    /** An order to a board, heard on a line that carries both directions. */
    record Command(Payload payload) implements MdpMessage {}

    /**
     * An answer to a command.
     *
     * @param positive false for an answer that says no
     */
    record Acknowledgement(boolean positive, Payload payload) implements MdpMessage {}

    /** A sign of life without content. */
    record Heartbeat(Payload payload) implements MdpMessage {}

    /** Readable content under a type that no document names. */
    record Unknown(Payload payload) implements MdpMessage {}

    /** Content in no known form. The frame is valid and its sequence number counts. */
    record Unreadable(Payload payload) implements MdpMessage {}

    /** Decodes a frame's payload and says what it is for. */
    static MdpMessage of(MdpFrame frame) {
        Payload payload = Payload.of(frame);
        return switch (payload.kind()) {
            case RAW -> new Unreadable(payload);
            case HEARTBEAT -> new Heartbeat(payload);
            case JSON,
                    ENVELOPE,
                    TELEMETRY_V1,
                    COMMAND,
                    CMD_RESULT,
                    ACK_EXT,
                    WIFISENSE,
                    DRONE_TELEMETRY,
                    DRONE_MISSION_STATUS,
                    EMPTY -> readable(frame, payload);
        };
    }

    private static MdpMessage readable(MdpFrame frame, Payload payload) {
        return switch (frame.type()) {
            case HELLO -> new Hello(payload);
            case TELEMETRY -> new Telemetry(payload);
            case WIFISENSE -> new WifiSense(payload);
            case DRONE_TELEMETRY -> new DroneTelemetry(payload);
            case DRONE_MISSION_STATUS -> new DroneMissionStatus(payload);
            case EVENT -> new Event(payload);
            case COMMAND -> new Command(payload);
            case ACK -> new Acknowledgement(isPositive(frame, payload), payload);
            case NACK -> new Acknowledgement(false, payload);
            case UNKNOWN -> new Unknown(payload);
        };
    }

    /** Boards say no with a flag; the backend's form has no flags and says it in the body. */
    private static boolean isPositive(MdpFrame frame, Payload payload) {
        return switch (frame.variant()) {
            case LE16 -> !MdpFlag.IS_NACK.in(frame.flagBits());
            case BE13 -> payload.body().path("success").asBoolean(true);
        };
    }
}
