package io.mycostream.ingest.mdp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Reads the binary bodies of the little-endian variant. Offsets are bytes within the payload.
 *
 * <p>Source: MycoBrain firmware, {@code telemetry_v1_t}, {@code mdp_cmd_v1_t}, {@code wifisense_telemetry_v1_t}, {@code
 * drone_telemetry_v1_t} and their neighbours, all packed, so that some floats are not aligned.
 */
final class BinaryBody {

    private static final int TELEMETRY_LENGTH = 188;
    private static final int WIFISENSE_LENGTH = 570;
    private static final int DRONE_TELEMETRY_LENGTH = 102;
    private static final int DRONE_MISSION_LENGTH = 74;
    private static final int ACK_LENGTH = 8;
    private static final int COMMAND_HEADER = 4;
    private static final int RESULT_HEADER = 8;
    private static final int EVENT_IS_RESULT = 1;

    private static final int BUSES = 4;
    private static final int ADDRESSES_PER_BUS = 16;
    private static final int MAX_SAMPLES = 128;
    private static final int SAMPLES_AT = 14;
    private static final int AMPLITUDE_AND_PHASE = 1;

    private final ByteBuffer in;
    private final ObjectNode body = JsonNodeFactory.instance.objectNode();

    private BinaryBody(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The payload if its type and size, and where they have one their mark, are those of a known structure. */
    static Optional<Payload> read(MdpType type, byte[] bytes) {
        BinaryBody body = new BinaryBody(bytes);
        return Optional.ofNullable(
                switch (type) {
                    case TELEMETRY -> body.isTelemetry() ? body.telemetry() : null;
                    case COMMAND -> body.isCommand() ? body.command() : null;
                    case EVENT -> body.isResult() ? body.result() : null;
                    case ACK -> bytes.length == ACK_LENGTH ? body.acknowledgement() : null;
                    case WIFISENSE -> bytes.length == WIFISENSE_LENGTH ? body.wifiSense() : null;
                    case DRONE_TELEMETRY -> bytes.length == DRONE_TELEMETRY_LENGTH ? body.droneTelemetry() : null;
                    case DRONE_MISSION_STATUS -> bytes.length == DRONE_MISSION_LENGTH ? body.droneMission() : null;
                    case NACK, HELLO, UNKNOWN -> null;
                });
    }

    private boolean isTelemetry() {
        return in.limit() == TELEMETRY_LENGTH && u16(0) == MdpHeader.MAGIC && u8(2) == MdpHeader.VERSION;
    }

    private boolean isCommand() {
        return in.limit() >= COMMAND_HEADER && u16(2) <= in.limit() - COMMAND_HEADER;
    }

    private boolean isResult() {
        return in.limit() >= RESULT_HEADER && u16(0) == EVENT_IS_RESULT;
    }

    private Payload telemetry() {
        body.put("seq", u32(4));
        body.put("uptime_ms", u32(8));
        ArrayNode counts = body.putArray("ai_counts");
        ArrayNode volts = body.putArray("ai_volts");
        for (int channel = 0; channel < 4; channel++) {
            counts.add(u16(12 + 2 * channel));
            addFloat(volts, 20 + 4 * channel);
        }
        ArrayNode mos = body.putArray("mos");
        for (int output = 0; output < 3; output++) {
            mos.add(u8(36 + output) != 0);
        }
        ArrayNode buses = body.putArray("i2c");
        for (int bus = 0; bus < BUSES; bus++) {
            bus(buses.addObject(), bus);
        }
        return new Payload(PayloadKind.TELEMETRY_V1, body);
    }

    private void bus(ObjectNode into, int bus) {
        ArrayNode addresses = into.putArray("addrs");
        int count = Math.min(u8(40 + bus), ADDRESSES_PER_BUS);
        for (int place = 0; place < count; place++) {
            addresses.add(u8(44 + ADDRESSES_PER_BUS * bus + place));
        }
        into.put("bme_addr", u8(108 + bus));
        into.put("bme_chip", u8(112 + bus));
        into.put("sda", in.get(116 + bus));
        into.put("scl", in.get(120 + bus));
    }

    private Payload command() {
        int length = u16(2);
        body.put("cmd_id", u16(0));
        body.put("cmd_len", length);
        body.put("data", hex(COMMAND_HEADER, COMMAND_HEADER + length));
        return new Payload(PayloadKind.COMMAND, body);
    }

    private Payload result() {
        body.put("evt_type", u16(0));
        body.put("evt_len", u16(2));
        body.put("cmd_id", u16(4));
        body.put("status", in.getShort(6));
        body.put("data", hex(RESULT_HEADER, in.limit()));
        return new Payload(PayloadKind.CMD_RESULT, body);
    }

    private Payload acknowledgement() {
        body.put("base_seq", u32(0));
        body.put("bitmap", u32(4));
        return new Payload(PayloadKind.ACK_EXT, body);
    }

    private Payload wifiSense() {
        int samples = u16(8);
        int format = u8(10);
        body.put("timestamp_ns", u32(0));
        body.put("link_id", u8(4));
        body.put("channel", u8(5));
        body.put("bandwidth", u8(6));
        body.put("rssi", in.get(7));
        body.put("csi_length", samples);
        body.put("csi_format", format);
        body.put("num_subcarriers", u16(11));
        body.put("num_antennas", u8(13));
        ArrayNode csi = body.putArray("csi");
        for (int sample = 0; sample < Math.min(samples, MAX_SAMPLES); sample++) {
            int at = SAMPLES_AT + 4 * sample;
            csi.addArray()
                    .add(format == AMPLITUDE_AND_PHASE ? u16(at) : in.getShort(at))
                    .add(in.getShort(at + 2));
        }
        putVector("imu_accel", 526);
        putVector("imu_gyro", 538);
        putVector("compass", 550);
        putFloat("temp_c", 562);
        putFloat("humidity_rh", 566);
        return new Payload(PayloadKind.WIFISENSE, body);
    }

    private Payload droneTelemetry() {
        putFloat("latitude", 0);
        putFloat("longitude", 4);
        putFloat("altitude_msl", 8);
        putFloat("altitude_rel", 12);
        putFloat("heading", 16);
        putFloat("ground_speed", 20);
        putFloat("air_speed", 24);
        putFloat("climb_rate", 28);
        body.put("flight_mode", u8(32));
        body.put("arm_status", u8(33));
        body.put("battery_percent", u8(34));
        putFloat("battery_voltage", 35);
        putFloat("battery_current", 39);
        body.put("payload_latched", u8(43));
        body.put("payload_type", u8(44));
        putFloat("payload_mass", 45);
        putFloat("temp_c", 49);
        putFloat("humidity_rh", 53);
        putFloat("pressure_hpa", 57);
        putFloat("gas_resistance", 61);
        body.put("mission_state", u8(65));
        body.put("mission_progress", u32(66));
        body.put("mission_target", text(70, 102));
        return new Payload(PayloadKind.DRONE_TELEMETRY, body);
    }

    private Payload droneMission() {
        body.put("mission_state", u8(0));
        body.put("mission_id", u32(1));
        body.put("progress", u32(5));
        body.put("status", u8(9));
        body.put("error_message", text(10, 74));
        return new Payload(PayloadKind.DRONE_MISSION_STATUS, body);
    }

    private int u8(int at) {
        return Byte.toUnsignedInt(in.get(at));
    }

    private int u16(int at) {
        return Short.toUnsignedInt(in.getShort(at));
    }

    private long u32(int at) {
        return Integer.toUnsignedLong(in.getInt(at));
    }

    private void putFloat(String name, int at) {
        float value = in.getFloat(at);
        if (Float.isFinite(value)) {
            body.put(name, (double) value);
        } else {
            body.putNull(name);
        }
    }

    private void addFloat(ArrayNode into, int at) {
        float value = in.getFloat(at);
        if (Float.isFinite(value)) {
            into.add((double) value);
        } else {
            into.addNull();
        }
    }

    private void putVector(String name, int at) {
        ArrayNode vector = body.putArray(name);
        for (int axis = 0; axis < 3; axis++) {
            addFloat(vector, at + 4 * axis);
        }
    }

    private String hex(int from, int to) {
        return HexFormat.of().formatHex(in.array(), from, to);
    }

    /** Text up to the first zero, or to the end of its field when there is none. */
    private String text(int from, int to) {
        int end = from;
        while (end < to && in.get(end) != 0) {
            end++;
        }
        return new String(Arrays.copyOfRange(in.array(), from, end), UTF_8);
    }
}
