package io.mycostream.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The words by which boards and their last wills say that they are there, or not any more. */
final class Presence {

    /** Longer ones are none of these words. */
    private static final int LONGEST = 32;

    private Presence() {}

    /** Whether the device is there; empty when the body does not say. */
    static Optional<Boolean> of(Optional<ObjectNode> object, byte[] body) {
        if (object.isEmpty()) {
            return body.length > LONGEST ? Optional.empty() : ofWord(new String(body, UTF_8));
        }
        ObjectNode members = object.get();
        return Stream.of("status", "state", "online", "connected")
                .map(members::path)
                .filter(JsonNode::isValueNode)
                .findFirst()
                .flatMap(node -> ofWord(node.asText("")));
    }

    private static Optional<Boolean> ofWord(String word) {
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "online", "connected", "alive", "true", "1" -> Optional.of(true);
            case "offline", "disconnected", "dead", "lost", "false", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
