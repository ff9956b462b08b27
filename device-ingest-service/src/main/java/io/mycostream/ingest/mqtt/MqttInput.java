package io.mycostream.ingest.mqtt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.EnvelopeHash;
import java.util.Locale;

/** What one MQTT message turned out to be. */
public sealed interface MqttInput {

    /**
     * Measurements of a device.
     *
     * @param body what it measured, as it came; readings in a list are in its member {@code pack}
     * @param hash whether an envelope's hash fits; a compact envelope whose hash differs is {@link Rejected}
     * @param named whether the body says which message it is, by {@code msgId} or by {@code seq} and {@code ts}: the same
     *     bytes are then the same message, however they came
     */
    record Reading(String deviceId, ObjectNode body, EnvelopeHash hash, boolean named) implements MqttInput {}

    /** A device, or who speaks for it, says that it lives, and perhaps what it is. */
    record Heartbeat(String deviceId, ObjectNode body) implements MqttInput {}

    /** A device has come or gone; its last will says so when it cannot. */
    record Lifecycle(String deviceId, boolean present) implements MqttInput {}

    /** What a device answers to a command. */
    record Answer(String deviceId, ObjectNode body) implements MqttInput {}

    /** A packet of a Meshtastic network, without the name of any device of ours. */
    record MeshPacket(ObjectNode packet) implements MqttInput {}

    /** Something that should be one of the others and is not; it will not get better by being sent again. */
    record Rejected(Reason reason, String message) implements MqttInput {}

    /** A topic that nothing is read from. */
    record Ignored() implements MqttInput {}

    /** Why a message is refused. */
    enum Reason {
        /** The body is not the UTF-8 text of one JSON object. */
        NOT_JSON,
        /** The topic's device id cannot be used: empty, too long or with control characters. */
        BAD_DEVICE_ID,
        /** The body names another device than the topic. */
        IDENTITY_MISMATCH,
        /** The body begins as CBOR and is no compact envelope. */
        BAD_ENVELOPE,
        /** A compact envelope whose hash is not that of its content. */
        HASH_DIFFERS,
        /** The body on a Meshtastic topic is no service envelope. */
        BAD_MESH_PACKET,
        /** A status that is neither a coming nor a going. */
        BAD_STATUS,
        /** The body is larger than permitted. */
        OVERSIZE;

        /** The reason as metrics and logs spell it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
