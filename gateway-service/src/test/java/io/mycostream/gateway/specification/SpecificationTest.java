package io.mycostream.gateway.specification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The descriptions agree with themselves: every example fits its schema, every reference leads somewhere. */
class SpecificationTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Specification specification = new Specification();

    @TestFactory
    Stream<DynamicTest> examplesOfMessagesFitTheirSchemas() {
        JsonNode messages = specification.async().at("/components/messages");
        return messages.properties().stream()
                .map(message -> DynamicTest.dynamicTest(message.getKey(), () -> {
                    assertThat(message.getValue().path("examples")).isNotEmpty();
                    for (JsonNode example : message.getValue().path("examples")) {
                        assertThat(specification.faults(
                                        message.getValue().path("payload"),
                                        specification.async(),
                                        example.path("payload")))
                                .isEmpty();
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> examplesOfResourcesFitTheirSchemas() {
        return specification.open().path("paths").properties().stream()
                .map(path -> DynamicTest.dynamicTest(path.getKey(), () -> {
                    JsonNode content = path.getValue().at("/get/responses/200/content");
                    assertThat(content.size()).isEqualTo(1);
                    Map.Entry<String, JsonNode> media =
                            content.properties().iterator().next();
                    JsonNode schema = media.getValue().path("schema");
                    List<JsonNode> examples = media.getKey().equals("text/event-stream")
                            ? dataOf(media.getValue().path("example").textValue())
                            : List.of(media.getValue().path("example"));
                    assertThat(examples).isNotEmpty();
                    for (JsonNode example : examples) {
                        assertThat(specification.faults(schema, specification.open(), example))
                                .isEmpty();
                    }
                }));
    }

    private static List<JsonNode> dataOf(String events) throws Exception {
        List<JsonNode> data = new ArrayList<>();
        for (String line : events.split("\n", -1)) {
            if (line.startsWith("data: ")) {
                data.add(JSON.readTree(line.substring(6)));
            }
        }
        return data;
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        for (JsonNode document : List.of(specification.async(), specification.open())) {
            document.findParents("$ref").forEach(reference -> specification.resolved(reference, document));
        }
    }

    /** A schema that lets everything pass would make every example true. */
    @Test
    void schemasRefuseWhatIsNotTheirs() throws Exception {
        Specification.Socket device = specification.sockets().stream()
                .filter(socket -> socket.name().equals("mycosoftDevice"))
                .findFirst()
                .orElseThrow();
        String telemetry = """
                {"type":"telemetry","timestamp":"t","source":null,"device_id":"d","data":{}}""";

        assertThat(specification.kind(device, JSON.readTree(telemetry))).contains("MycosoftTelemetry");
        assertThat(specification.kind(device, JSON.readTree(telemetry.replace("\"source\":null,", ""))))
                .isEmpty();
        assertThat(specification.kind(device, JSON.readTree(telemetry.replace("\"data\":{}", "\"data\":{},\"x\":1"))))
                .isEmpty();
        assertThat(specification.kind(device, JSON.readTree("{\"type\":\"pong\",\"timestamp\":\"now\"}")))
                .isEmpty();
    }
}
