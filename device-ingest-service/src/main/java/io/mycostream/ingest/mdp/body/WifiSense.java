package io.mycostream.ingest.mdp.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;

/** Writes the 570-byte structure of Wi-Fi sensing, {@code wifisense_telemetry_v1_t} in the firmware. */
final class WifiSense {

    private static final int LENGTH = 570;
    private static final int SAMPLES_AT = 14;
    private static final int MAX_SAMPLES = 128;
    private static final int AMPLITUDE_AND_PHASE = 1;

    private WifiSense() {}

    static byte[] encode(ObjectNode members) {
        Fields fields = new Fields(members, LENGTH)
                .u32("timestamp_ns", 0)
                .u8("link_id", 4)
                .u8("channel", 5)
                .u8("bandwidth", 6)
                .i8("rssi", 7)
                .u16("csi_length", 8)
                .u8("csi_format", 10)
                .u16("num_subcarriers", 11)
                .u8("num_antennas", 13)
                .f32s("imu_accel", 526, 3)
                .f32s("imu_gyro", 538, 3)
                .f32s("compass", 550, 3)
                .f32("temp_c", 562)
                .f32("humidity_rh", 566);
        samples(fields);
        return fields.end();
    }

    private static void samples(Fields fields) {
        ByteBuffer out = fields.out();
        boolean unsigned = out.get(10) == AMPLITUDE_AND_PHASE;
        ArrayNode samples = fields.list("csi", MAX_SAMPLES);
        for (int i = 0; i < samples.size(); i++) {
            JsonNode pair = samples.get(i);
            if (!pair.isArray() || pair.size() != 2) {
                throw new IllegalArgumentException("csi holds " + pair + ", expected pairs of numbers");
            }
            long first = unsigned
                    ? Fields.integer("csi", pair.get(0), 0, 0xFFFF)
                    : Fields.integer("csi", pair.get(0), Short.MIN_VALUE, Short.MAX_VALUE);
            long second = Fields.integer("csi", pair.get(1), Short.MIN_VALUE, Short.MAX_VALUE);
            out.putShort(SAMPLES_AT + 4 * i, (short) first).putShort(SAMPLES_AT + 4 * i + 2, (short) second);
        }
        if (!fields.has("csi_length")) {
            out.putShort(8, (short) samples.size());
        }
    }
}
