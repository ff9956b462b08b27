package io.mycostream.gateway.dialect.mas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.publisher.wire.RawJson;
import java.util.List;
import java.util.Map;

/**
 * One agent in a snapshot, as JSON.
 *
 * @param json the node
 * @param edges to the agents that it depends on, each once
 */
record AgentNode(String json, List<String> edges) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Puts an agent's latest status into the words of the snapshot. */
    static AgentNode of(String agentId, Publication latest) {
        Map<String, String> status = MasEvent.members(latest);
        String details = details(status);
        Map<String, String> told = MasEvent.members(details);
        String json = new JsonText()
                .string("id", agentId)
                .string("label", RawJson.string(told.get("name")).orElse(agentId))
                .string("status", RawJson.string(status.get("status")).orElse(null))
                .string("last_heartbeat", latest.timestamp())
                .raw("category", told.getOrDefault("category", "null"))
                .raw("capabilities", count(told.getOrDefault("capabilities", "0")))
                .raw("version", told.getOrDefault("version", "null"))
                .string("source", latest.source())
                .raw("details", details)
                .end();
        List<String> edges = array(told.getOrDefault("dependencies", "[]"))
                .valueStream()
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .distinct()
                .map(dependency -> edge(agentId, dependency))
                .toList();
        return new AgentNode(json, edges);
    }

    private static String edge(String from, String to) {
        return new JsonText()
                .string("from", from)
                .string("to", to)
                .string("type", "depends_on")
                .end();
    }

    /** A number is the count; of an array it is its length. */
    private static String count(String capabilities) {
        char first = capabilities.charAt(0);
        boolean number = first == '-' || Character.isDigit(first);
        return number ? capabilities : String.valueOf(array(capabilities).size());
    }

    /** Something without elements when it is no array. */
    private static JsonNode array(String json) {
        try {
            return json.startsWith("[") ? JSON.readTree(json) : MissingNode.getInstance();
        } catch (JsonProcessingException _) {
            // numbers of thousands of digits, for example
            return MissingNode.getInstance();
        }
    }

    private static String details(Map<String, String> status) {
        String details = status.getOrDefault("details", "{}");
        return details.startsWith("{") ? details : "{}";
    }
}
