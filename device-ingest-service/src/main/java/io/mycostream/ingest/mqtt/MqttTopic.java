package io.mycostream.ingest.mqtt;

import java.util.List;
import java.util.Optional;

/**
 * What a topic is for, as far as its name says.
 *
 * <pre>
 * mycobrain/&lt;device>/heartbeat | telemetry | envelope | sensors | status | response
 * natureos/devices/&lt;device>/telemetry | status
 * msh/...
 * </pre>
 *
 * @param kind what is read from it
 * @param deviceId the device it names; empty for topics of no device
 */
record MqttTopic(Kind kind, String deviceId) {

    enum Kind {
        HEARTBEAT,
        TELEMETRY,
        STATUS,
        ANSWER,
        /** Protobuf of a Meshtastic network. */
        MESH,
        /** JSON of a Meshtastic network. */
        MESH_JSON,
        /** Nothing is read from it, unless the body says itself what it is. */
        OTHER
    }

    private static final String WEBSITE = "natureos/devices";
    private static final String MESHTASTIC = "msh/";

    /**
     * Reads a topic's name. Blanks and slashes around it are no part of it, as upstream has it.
     *
     * @param prefix what boards' topics begin with, one level or several, without slashes around it
     */
    static MqttTopic of(String name, String prefix) {
        String topic = strip(name);
        if (topic.startsWith(MESHTASTIC)) {
            return new MqttTopic(topic.contains("/json/") ? Kind.MESH_JSON : Kind.MESH, "");
        }
        return below(prefix, topic)
                .map(rest -> of(rest, true))
                .or(() -> below(WEBSITE, topic).map(rest -> of(rest, false)))
                .orElse(new MqttTopic(Kind.OTHER, ""));
    }

    /** Where a device may be told something, the usual place first. Boards listen to one of them, or to several. */
    static List<String> commands(String prefix, String deviceId) {
        return List.of(
                "myca/devices/" + deviceId + "/cmd",
                prefix + '/' + deviceId + "/commands",
                WEBSITE + '/' + deviceId + "/commands");
    }

    private static Optional<List<String>> below(String prefix, String topic) {
        if (!topic.startsWith(prefix + '/')) {
            return Optional.empty();
        }
        List<String> levels = List.of(topic.substring(prefix.length() + 1).split("/", -1));
        return levels.size() == 2 ? Optional.of(levels) : Optional.empty();
    }

    private static MqttTopic of(List<String> deviceAndLeaf, boolean bridge) {
        Kind kind = switch (deviceAndLeaf.get(1)) {
            case "telemetry" -> Kind.TELEMETRY;
            case "status" -> Kind.STATUS;
            case "envelope", "sensors" -> bridge ? Kind.TELEMETRY : Kind.OTHER;
            case "heartbeat" -> bridge ? Kind.HEARTBEAT : Kind.OTHER;
            case "response" -> bridge ? Kind.ANSWER : Kind.OTHER;
            default -> Kind.OTHER;
        };
        return new MqttTopic(kind, deviceAndLeaf.get(0));
    }

    private static String strip(String name) {
        int start = 0;
        int end = name.length();
        while (start < end && isPadding(name.charAt(start))) {
            start++;
        }
        while (end > start && isPadding(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(start, end);
    }

    private static boolean isPadding(char c) {
        return c == '/' || c == ' ';
    }
}
