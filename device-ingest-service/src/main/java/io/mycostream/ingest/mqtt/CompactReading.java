package io.mycostream.ingest.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * One value in a compact envelope.
 *
 * @param sensor code from 1; {@link #sensorName()} knows ten
 * @param value with as many decimal places as the sender gave it
 * @param unit code from 1, 0 when not said
 * @param quality 0 good, 1 doubtful, 2 bad
 */
record CompactReading(int sensor, BigDecimal value, int unit, int quality) {

    private static final int MOST_PLACES = 18;
    private static final int LARGEST_CODE = 0xFFFF;

    private static final List<String> SENSORS = List.of(
            "temperature",
            "humidity",
            "co2",
            "voc",
            "pm2_5",
            "pm10",
            "pressure",
            "wind_speed",
            "wind_direction",
            "battery_mv");

    private static final List<String> UNITS = List.of("°C", "%RH", "ppm", "Pa", "µg/m³", "m/s", "°", "mV");
    private static final List<String> QUALITIES = List.of("ok", "warn", "bad");

    static CompactReading of(JsonNode reading) throws CompactEnvelope.FormatException {
        if (!(reading instanceof ObjectNode map)) {
            throw new CompactEnvelope.FormatException("a reading is no map");
        }
        CompactMembers members = new CompactMembers(map);
        long value = members.integer(1, "a reading's value", Long.MIN_VALUE, Long.MAX_VALUE);
        int places = optional(members, 2, "a reading's decimal places", MOST_PLACES);
        return new CompactReading(
                (int) members.integer(0, "a reading's sensor", 0, LARGEST_CODE),
                BigDecimal.valueOf(value, places),
                optional(members, 3, "a reading's unit", LARGEST_CODE),
                optional(members, 4, "a reading's quality", LARGEST_CODE));
    }

    private static int optional(CompactMembers members, int key, String name, int most)
            throws CompactEnvelope.FormatException {
        return members.any(key).isNull() ? 0 : (int) members.integer(key, name, 0, most);
    }

    /** What is measured, or its code as text where that is all that is known. */
    String sensorName() {
        return named(SENSORS, sensor).orElseGet(() -> Integer.toString(sensor));
    }

    /** Empty when it was not said; the code as text when that is all that is known. */
    Optional<String> unitName() {
        return unit == 0 ? Optional.empty() : named(UNITS, unit).or(() -> Optional.of(Integer.toString(unit)));
    }

    /** Empty when the value is good. */
    Optional<String> doubt() {
        return quality == 0
                ? Optional.empty()
                : named(QUALITIES, quality + 1).or(() -> Optional.of(Integer.toString(quality)));
    }

    private static Optional<String> named(List<String> names, int code) {
        return code >= 1 && code <= names.size() ? Optional.of(names.get(code - 1)) : Optional.empty();
    }
}
