package io.mycostream.gateway.specification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The two descriptions, AsyncAPI and OpenAPI, as one: the second refers to the schemas of the first. */
public final class Specification {

    private static final String ASYNC = "META-INF/resources/asyncapi.yaml";
    private static final String OPEN = "META-INF/openapi.yaml";
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private final JsonNode async = read(ASYNC);
    private final JsonNode open = read(OPEN);

    private static JsonNode read(String resource) {
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        try (InputStream in =
                Objects.requireNonNull(Specification.class.getClassLoader().getResourceAsStream(resource), resource)) {
            return yaml.readTree(in);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    public JsonNode async() {
        return async;
    }

    public JsonNode open() {
        return open;
    }

    /** What a reference, if it is one, refers to, in either description. */
    public JsonNode resolved(JsonNode node, JsonNode home) {
        String reference = node.path("$ref").asText("");
        if (reference.isEmpty()) {
            return node;
        }
        JsonNode document = reference.startsWith("asyncapi.yaml") ? async : home;
        JsonNode found = document.at(reference.substring(reference.indexOf('#') + 1));
        if (found.isMissingNode()) {
            throw new IllegalStateException("nothing is found at " + reference);
        }
        return resolved(found, document);
    }

    /** What is wrong with a value, for a schema of one of the descriptions; empty when nothing is. */
    public List<String> faults(JsonNode schema, JsonNode home, JsonNode value) {
        // the schema stands in a document that holds the schemas of both, so that all references can be followed there
        ObjectNode document = schema.deepCopy();
        ObjectNode components = document.putObject("components");
        ObjectNode schemas = components.putObject("schemas");
        schemas.setAll((ObjectNode) async.at("/components/schemas").deepCopy());
        if (!Objects.equals(home, async)) {
            schemas.setAll((ObjectNode) open.at("/components/schemas").deepCopy());
        }
        localise(document);
        JsonSchema validator = SCHEMAS.getSchema(document);
        return validator.validate(value).stream().map(Object::toString).toList();
    }

    /** Turns references to the other description into references within. */
    private static void localise(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("$ref").isTextual()) {
            String reference = object.path("$ref").textValue();
            object.set("$ref", TextNode.valueOf(reference.substring(reference.indexOf('#'))));
        }
        node.forEach(Specification::localise);
    }

    /** A WebSocket that the AsyncAPI describes. */
    public record Socket(String name, String address, List<String> told) {}

    /** The WebSockets, with the names of the messages that clients are told there. */
    public List<Socket> sockets() {
        return async.path("channels").properties().stream()
                .filter(channel ->
                        channel.getValue().at("/servers/0/$ref").asText("").endsWith("gateway"))
                .map(channel -> new Socket(
                        channel.getKey(), channel.getValue().path("address").asText(), told(channel.getKey())))
                .toList();
    }

    private List<String> told(String channel) {
        return elements(async.at("/operations/" + channel + "Tells/messages"))
                .map(message -> async.at(message.path("$ref").asText().substring(1))
                        .path("$ref")
                        .asText())
                .map(reference -> reference.substring(reference.lastIndexOf('/') + 1))
                .toList();
    }

    /** The schema of one of the AsyncAPI's messages. */
    public JsonNode payload(String message) {
        return async.at("/components/messages/" + message + "/payload");
    }

    /** Which of a socket's messages this one is; empty when it is none that the description knows. */
    public Optional<String> kind(Socket socket, JsonNode message) {
        return socket.told().stream()
                .filter(kind -> faults(payload(kind), async, message).isEmpty())
                .findFirst();
    }

    public static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
