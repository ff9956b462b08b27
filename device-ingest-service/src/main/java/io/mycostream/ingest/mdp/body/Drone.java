package io.mycostream.ingest.mdp.body;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes what drones report: {@code drone_telemetry_v1_t}, 102 bytes, and the status of a mission, 74. Both are packed. */
final class Drone {

    private static final int TELEMETRY_LENGTH = 102;
    private static final int MISSION_LENGTH = 74;

    private Drone() {}

    static byte[] telemetry(ObjectNode members) {
        return new Fields(members, TELEMETRY_LENGTH)
                .f32("latitude", 0)
                .f32("longitude", 4)
                .f32("altitude_msl", 8)
                .f32("altitude_rel", 12)
                .f32("heading", 16)
                .f32("ground_speed", 20)
                .f32("air_speed", 24)
                .f32("climb_rate", 28)
                .u8("flight_mode", 32)
                .u8("arm_status", 33)
                .u8("battery_percent", 34)
                .f32("battery_voltage", 35)
                .f32("battery_current", 39)
                .u8("payload_latched", 43)
                .u8("payload_type", 44)
                .f32("payload_mass", 45)
                .f32("temp_c", 49)
                .f32("humidity_rh", 53)
                .f32("pressure_hpa", 57)
                .f32("gas_resistance", 61)
                .u8("mission_state", 65)
                .u32("mission_progress", 66)
                .text("mission_target", 70, 32)
                .end();
    }

    static byte[] missionStatus(ObjectNode members) {
        return new Fields(members, MISSION_LENGTH)
                .u8("mission_state", 0)
                .u32("mission_id", 1)
                .u32("progress", 5)
                .u8("status", 9)
                .text("error_message", 10, 64)
                .end();
    }
}
