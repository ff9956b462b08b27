package io.mycostream.ingest.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Turns the list of readings that durable firmware sends into what everyone else reads: one member per sensor.
 *
 * <pre>
 * [{"id": "ai1", "v": 0.5, "u": "V"}, {"id": "mos1", "v": 0}]   becomes   {"ai1": 0.5, "mos1": 0, "units": {"ai1": "V"}}
 * </pre>
 */
final class Readings {

    private static final String UNITS = "units";

    private Readings() {}

    /** Of two readings of one sensor the later counts; one without an id or a value does not. */
    static ObjectNode of(JsonNode pack) {
        ObjectNode telemetry = JsonNodeFactory.instance.objectNode();
        ObjectNode units = JsonNodeFactory.instance.objectNode();
        for (JsonNode reading : pack) {
            String id = reading.path("id").asText("");
            JsonNode value = reading.path("v");
            if (id.isEmpty() || value.isMissingNode() || value.isNull()) {
                continue;
            }
            telemetry.set(id, value);
            JsonNode unit = reading.path("u");
            if (unit.isTextual()) {
                units.set(id, unit);
            } else {
                units.remove(id);
            }
        }
        if (!units.isEmpty() && !telemetry.has(UNITS)) {
            telemetry.set(UNITS, units);
        }
        return telemetry;
    }
}
