package io.mycostream.demo;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a board says of itself in its HELLO, in the words of the current Side A firmware.
 *
 * @param deviceId starts with {@code demo-}, so that nobody takes its readings for real ones
 * @param role {@code mushroom1}, {@code hyphae1} or {@code sporebase}
 * @param sensors names of what the role carries; soil moisture is measured when it is among them
 */
public record BoardModel(String deviceId, String role, List<String> sensors) {

    private static final List<String> CAPABILITIES =
            List.of("i2c", "telemetry", "led", "buzzer", "output_control", "estop");

    static final String SOIL_MOISTURE = "soil_moisture";

    /** The three boards of the demo. */
    static final List<BoardModel> DEMO = List.of(
            new BoardModel("demo-mushroom1", "mushroom1", List.of("bme688_a", "bme688_b", "ai1", "ai2", "ai3", "ai4")),
            new BoardModel(
                    "demo-hyphae1",
                    "hyphae1",
                    List.of("bme688_a", "bme688_b", "ai1", "ai2", "ai3", "ai4", SOIL_MOISTURE)),
            new BoardModel(
                    "demo-sporebase1", "sporebase", List.of("bme688_a", "bme688_b", "ai1", "ai2", "ai3", "ai4")));

    public BoardModel {
        if (!deviceId.startsWith("demo-")) {
            throw new IllegalArgumentException("a demo board's id starts with demo-: " + deviceId);
        }
        sensors = List.copyOf(sensors);
    }

    boolean measuresSoil() {
        return sensors.contains(SOIL_MOISTURE);
    }

    /** The body of the HELLO frame. */
    String hello() {
        return "{\"device_id\":\"%s\",\"firmware_version\":\"side-a-mdp-2.1.0\",\"role\":\"%s\",\"sensors\":%s,\"capabilities\":%s}"
                .formatted(deviceId, role, list(sensors), list(CAPABILITIES));
    }

    private static String list(List<String> names) {
        return names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(",", "[", "]"));
    }
}
