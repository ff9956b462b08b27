package io.mycostream.ingest.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who a line of text says it is from, as written there. Firmwares print the octets of their MAC in reverse order, each in
 * its own spelling; none of them is changed here, so that what an operator reads on a console is what is published.
 *
 * @param id AA:BB:CC:DD:EE:FF of the production firmware and of Side B, twelve hex digits of ScienceComms, A- and six
 *     octets of the device manager, three octets of the minimal firmware
 * @param firmwareVersion if the line has one
 * @param role if the line has one
 */
public record TextIdentity(String id, Optional<String> firmwareVersion, Optional<String> role) {

    private static final List<String> OWN_NAMES = List.of("board_id", "node", "node_id", "device_id");

    /** Where {@code mac} is the board's own; in the lists of peripherals it is somebody else's. */
    private static final Set<String> OWN_MAC = Set.of("mac", "device_identity", "status", "boot", "version");

    private static final String PERIPHERALS = "periph";

    /** The sender that an object of this type names. */
    static Optional<TextIdentity> in(ObjectNode body, String type) {
        if (type.startsWith(PERIPHERALS)) {
            return Optional.empty();
        }
        Optional<String> id = OWN_NAMES.stream()
                .map(name -> text(body, name))
                .flatMap(Optional::stream)
                .findFirst();
        if (id.isEmpty() && OWN_MAC.contains(type)) {
            id = text(body, "mac");
        }
        return id.map(name -> new TextIdentity(name, text(body, "firmware_version"), role(body)));
    }

    private static Optional<String> role(ObjectNode body) {
        return text(body, "device_role").or(() -> text(body, "role"));
    }

    private static Optional<String> text(ObjectNode body, String name) {
        JsonNode value = body.path(name);
        return value.isTextual() && !value.textValue().isBlank() ? Optional.of(value.textValue()) : Optional.empty();
    }
}
