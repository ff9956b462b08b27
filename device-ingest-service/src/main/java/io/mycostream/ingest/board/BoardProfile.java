package io.mycostream.ingest.board;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.ingest.device.DeviceIdentity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a board says of itself.
 *
 * @param firmwareVersion for example {@code side-a-mdp-2.1.0}
 * @param role for example {@code mushroom1}
 * @param sensors as it lists them, constants of its firmware: they do not tell what was found
 * @param capabilities likewise
 */
public record BoardProfile(
        Optional<String> firmwareVersion, Optional<String> role, List<String> sensors, List<String> capabilities) {

    /** Of a board that has not said anything of itself. */
    public static final BoardProfile UNKNOWN =
            new BoardProfile(Optional.empty(), Optional.empty(), List.of(), List.of());

    /** What is kept of a list: boards name about ten things, and a noisy line may name any number. */
    private static final int MOST_ENTRIES = 32;

    private static final int LONGEST_ENTRY = 64;

    public BoardProfile {
        sensors = List.copyOf(sensors);
        capabilities = List.copyOf(capabilities);
    }

    /**
     * Reads a greeting.
     *
     * @param identity what was read of it already
     * @param greeting its body: {@code sensors} and {@code capabilities} are lists, or texts split at blanks
     */
    public static BoardProfile of(DeviceIdentity identity, JsonNode greeting) {
        return new BoardProfile(
                identity.firmwareVersion(),
                identity.role(),
                list(greeting.path("sensors")),
                list(greeting.path("capabilities")));
    }

    /** What a line of text says, which knows nothing of sensors and capabilities. */
    public static BoardProfile of(DeviceIdentity identity) {
        return new BoardProfile(identity.firmwareVersion(), identity.role(), List.of(), List.of());
    }

    /**
     * Reads what a gateway computer says of a board: the registry's heartbeat, each member of which may be missing.
     *
     * @param heartbeat {@code firmware_version}, {@code device_role} and the lists as in a greeting
     */
    public static BoardProfile ofHeartbeat(JsonNode heartbeat) {
        return new BoardProfile(
                text(heartbeat.path("firmware_version")),
                text(heartbeat.path("device_role")),
                list(heartbeat.path("sensors")),
                list(heartbeat.path("capabilities")));
    }

    private static Optional<String> text(JsonNode node) {
        return Optional.ofNullable(node.textValue()).filter(DeviceIdentity::isAcceptable);
    }

    private static List<String> list(JsonNode node) {
        List<String> entries = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(entry -> entries.add(entry.asText()));
        } else if (node.isTextual()) {
            entries.addAll(Arrays.asList(node.textValue().split("\\s+")));
        }
        return entries.stream()
                .filter(entry -> !entry.isBlank() && entry.length() <= LONGEST_ENTRY)
                .limit(MOST_ENTRIES)
                .toList();
    }
}
