package io.mycostream.ingest.mdp;

import java.util.Locale;

/** What a payload turned out to be. */
public enum PayloadKind {
    /** One JSON object. */
    JSON,
    /** Telemetry of the durable Side A firmware: a JSON object with hash and signature behind it. */
    ENVELOPE,
    /** The 188-byte telemetry structure of the older Side A. */
    TELEMETRY_V1,
    /** A binary command. */
    COMMAND,
    /** The binary result of a command. */
    CMD_RESULT,
    /** A selective acknowledgement. */
    ACK_EXT,
    /** Wi-Fi sensing samples. */
    WIFISENSE,
    DRONE_TELEMETRY,
    DRONE_MISSION_STATUS,
    /** Nothing, on type 7: the heartbeat of the older document. */
    HEARTBEAT,
    /** Nothing. */
    EMPTY,
    /** Anything else; the frame is valid and counts, and nothing is published from it. */
    RAW;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name used in logs, metrics and documents. */
    public String label() {
        return label;
    }
}
