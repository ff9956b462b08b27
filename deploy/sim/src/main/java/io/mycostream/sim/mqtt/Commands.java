package io.mycostream.sim.mqtt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.sim.truth.Entry;
import io.mycostream.sim.truth.Truth;
import java.util.Set;

/** What a gateway computer does with a command: it says what became of it, and repeats whatever the command was known by. */
final class Commands {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> KNOWN = Set.of(
            "hello",
            "health",
            "read_sensors",
            "stream_sensors",
            "output_control",
            "estop",
            "clear_estop",
            "enable_peripheral",
            "disable_peripheral");

    private Commands() {}

    static String answer(String text, Truth truth) {
        ObjectNode command = read(text);
        String name = command.path("cmd").asText(command.path("command").asText(""));
        boolean known = KNOWN.contains(name);
        truth.note(new Entry.Commanded(command.path("seq").asLong(0), name, known ? "ok" : "unknown_command"));
        return command.put("success", known)
                .put("message", known ? "ok" : "unknown_command")
                .toString();
    }

    private static ObjectNode read(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            if (node instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException _) {
            // answered below: it is no command
        }
        return JsonNodeFactory.instance.objectNode();
    }
}
