package io.mycostream.ingest.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.device.DeviceIdentity;
import io.mycostream.ingest.mdp.EnvelopeHash;
import io.mycostream.ingest.mdp.Payload;
import io.mycostream.ingest.mqtt.MqttInput.Answer;
import io.mycostream.ingest.mqtt.MqttInput.Heartbeat;
import io.mycostream.ingest.mqtt.MqttInput.Ignored;
import io.mycostream.ingest.mqtt.MqttInput.Lifecycle;
import io.mycostream.ingest.mqtt.MqttInput.MeshPacket;
import io.mycostream.ingest.mqtt.MqttInput.Reading;
import io.mycostream.ingest.mqtt.MqttInput.Reason;
import io.mycostream.ingest.mqtt.MqttInput.Rejected;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Says what an MQTT message is, from its topic and its body alone. No body throws anything.
 *
 * <p>A compact envelope is recognised on any topic: it begins with a byte no text begins with. Safe for use by many threads.
 */
public final class MqttReader {

    /** Bytes of a body that are shown in the words about it. */
    private static final int SHOWN = 8;

    private final String prefix;
    private final int maxBytes;

    /**
     * @param prefix what the topics of boards begin with, for example {@code mycobrain}; slashes around it do not count
     * @param maxBytes longest body in bytes
     */
    public MqttReader(String prefix, int maxBytes) {
        this.prefix = stripSlashes(prefix);
        this.maxBytes = maxBytes;
    }

    /** Returns where a device may be told something, the usual topic first. */
    public List<String> commandTopics(String deviceId) {
        return MqttTopic.commands(prefix, deviceId);
    }

    /** Returns whether a topic is one on which some device is told something: one of {@link #commandTopics}. */
    public boolean isCommandTopic(String topic) {
        String[] levels = topic.split("/", -1);
        return levels.length >= 2
                && isUsable(levels[levels.length - 2])
                && commandTopics(levels[levels.length - 2]).contains(topic);
    }

    /**
     * Reads a message.
     *
     * @param body not kept
     */
    public MqttInput read(String topic, byte[] body) {
        if (body.length > maxBytes) {
            return new Rejected(Reason.OVERSIZE, "body has " + body.length + " bytes, expected at most " + maxBytes);
        }
        MqttTopic place = MqttTopic.of(topic, prefix);
        if (!place.deviceId().isEmpty() && !isUsable(place.deviceId())) {
            return new Rejected(
                    Reason.BAD_DEVICE_ID,
                    "the topic's device id has " + place.deviceId().length() + " characters, expected 1 to "
                            + DeviceIdentity.MAX_LENGTH + " printable ones");
        }
        return switch (place.kind()) {
            case MESH -> mesh(body);
            case MESH_JSON -> json(body).<MqttInput>map(MeshPacket::new).orElseGet(() -> notJson(body));
            case STATUS -> status(place.deviceId(), body);
            case HEARTBEAT, TELEMETRY, ANSWER, OTHER ->
                CompactEnvelope.mayBe(body) ? compact(place.deviceId(), body) : text(place, body);
        };
    }

    private static MqttInput text(MqttTopic place, byte[] body) {
        if (place.kind() == MqttTopic.Kind.OTHER) {
            return new Ignored();
        }
        if (place.deviceId().isEmpty()) {
            return new Rejected(Reason.BAD_DEVICE_ID, "the topic's device id is empty");
        }
        Optional<Payload> payload = Payload.ofText(body);
        if (payload.isEmpty()) {
            return notJson(body);
        }
        ObjectNode object = payload.get().body();
        Optional<String> other = namesOther(object, place.deviceId());
        if (other.isPresent()) {
            return mismatch(other.get(), place.deviceId());
        }
        return switch (place.kind()) {
            case HEARTBEAT -> new Heartbeat(place.deviceId(), object);
            case ANSWER -> new Answer(place.deviceId(), object);
            case TELEMETRY, STATUS, MESH, MESH_JSON, OTHER ->
                reading(place.deviceId(), object, payload.get().hash());
        };
    }

    private static Reading reading(String deviceId, ObjectNode body, EnvelopeHash hash) {
        boolean named = isNamed(body);
        JsonNode readings = body.path("readings");
        JsonNode pack = body.path("pack");
        if (readings.isArray() && (!pack.isArray() || pack.isEmpty())) {
            body.set("pack", readings);
        }
        return new Reading(deviceId, body, hash, named);
    }

    /** A sequence number alone names nothing: boards count from the start again after each reset. */
    private static boolean isNamed(ObjectNode body) {
        boolean message =
                isGiven(body.path("msgId")) || isGiven(body.path("hdr").path("msgId"));
        boolean counted = isGiven(body.path("seq")) && isGiven(body.path("ts"));
        return message || counted || (isBioelectric(body) && isGiven(body.path("id")));
    }

    private static boolean isGiven(JsonNode node) {
        return node.isContainerNode() ? !node.isEmpty() : !node.asText("").isEmpty();
    }

    private static boolean isBioelectric(ObjectNode body) {
        return "fci_telemetry".equals(body.path("message_type").textValue());
    }

    /** The id in the body, if there is one and it is not the topic's. */
    private static Optional<String> namesOther(ObjectNode body, String deviceId) {
        Optional<String> other = other(body.path("device_id"), deviceId)
                .or(() -> other(body.path("deviceId"), deviceId))
                .or(() -> other(body.path("hdr").path("deviceId"), deviceId));
        return other.isEmpty() && isBioelectric(body)
                ? other(body.path("source").path("id"), deviceId)
                : other;
    }

    private static Optional<String> other(JsonNode name, String deviceId) {
        if (!name.isValueNode()) {
            return Optional.empty();
        }
        String given = name.asText("");
        return given.isEmpty() || given.equals(deviceId) ? Optional.empty() : Optional.of(given);
    }

    private static MqttInput compact(String topicDevice, byte[] body) {
        CompactEnvelope envelope;
        try {
            envelope = CompactEnvelope.read(body);
        } catch (CompactEnvelope.FormatException e) {
            return new Rejected(Reason.BAD_ENVELOPE, String.valueOf(e.getMessage()));
        }
        if (!envelope.hashMatches()) {
            return new Rejected(Reason.HASH_DIFFERS, "the BLAKE2b-256 of the envelope is not the one it names");
        }
        if (!isUsable(envelope.deviceId())) {
            return new Rejected(Reason.BAD_DEVICE_ID, "the envelope's device id cannot be used");
        }
        if (!topicDevice.isEmpty() && !topicDevice.equals(envelope.deviceId())) {
            return mismatch(envelope.deviceId(), topicDevice);
        }
        return new Reading(envelope.deviceId(), envelope.telemetry(), EnvelopeHash.MATCHES, true);
    }

    private static MqttInput mesh(byte[] body) {
        try {
            return new MeshPacket(Meshtastic.read(body));
        } catch (Protobuf.FormatException e) {
            return new Rejected(Reason.BAD_MESH_PACKET, String.valueOf(e.getMessage()));
        }
    }

    private static MqttInput status(String deviceId, byte[] body) {
        if (deviceId.isEmpty()) {
            return new Rejected(Reason.BAD_DEVICE_ID, "the topic's device id is empty");
        }
        Optional<ObjectNode> object = json(body);
        if (object.isPresent()) {
            Optional<String> other = namesOther(object.get(), deviceId);
            if (other.isPresent()) {
                return mismatch(other.get(), deviceId);
            }
        }
        return Presence.of(object, body)
                .<MqttInput>map(present -> new Lifecycle(deviceId, present))
                .orElseGet(() -> new Rejected(
                        Reason.BAD_STATUS, "status begins with " + shown(body) + ", expected online or offline"));
    }

    private static Rejected mismatch(String seen, String expected) {
        return new Rejected(
                Reason.IDENTITY_MISMATCH, "the body names " + clipped(seen) + ", expected " + clipped(expected));
    }

    private static Rejected notJson(byte[] body) {
        return new Rejected(Reason.NOT_JSON, "body begins with " + shown(body) + ", expected one JSON object in UTF-8");
    }

    private static Optional<ObjectNode> json(byte[] body) {
        return Payload.ofText(body).map(Payload::body);
    }

    private static String shown(byte[] body) {
        return body.length == 0 ? "nothing" : "0x" + HexFormat.of().formatHex(body, 0, Math.min(SHOWN, body.length));
    }

    /** A stranger's name as logs may show it: never more than a line. */
    static String clipped(String name) {
        StringBuilder shown = new StringBuilder();
        name.codePoints()
                .limit(DeviceIdentity.MAX_LENGTH)
                .map(character -> isUsable(Character.toString(character)) ? character : '?')
                .forEach(shown::appendCodePoint);
        return shown.toString();
    }

    private static boolean isUsable(String deviceId) {
        return DeviceIdentity.isAcceptable(deviceId);
    }

    private static String stripSlashes(String prefix) {
        return prefix.strip().replaceAll("^/+|/+$", "");
    }
}
