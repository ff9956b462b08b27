package io.mycostream.ingest.mdp.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;

/** Writes the 188-byte telemetry structure of the older Side A, {@code telemetry_v1_t} in the firmware. */
final class Telemetry {

    private static final int LENGTH = 188;
    private static final short MAGIC = (short) 0xA15A;
    private static final int CHANNELS = 4;
    private static final int OUTPUTS = 3;
    private static final int BUSES = 4;
    private static final int ADDRESSES_PER_BUS = 16;
    private static final int MAX_COUNT = 4095;
    private static final float FULL_SCALE = 3.3f;

    private Telemetry() {}

    static byte[] encode(ObjectNode members) {
        Fields fields = new Fields(members, LENGTH);
        ByteBuffer out = fields.out();
        out.putShort(0, MAGIC).put(2, (byte) 1).put(3, (byte) 1);
        fields.u32("seq", 4).u32("uptime_ms", 8);
        ArrayNode counts = fields.list("ai_counts", CHANNELS);
        for (int channel = 0; channel < counts.size(); channel++) {
            long count = Fields.integer("ai_counts", counts.get(channel), 0, 0xFFFF);
            out.putShort(12 + 2 * channel, (short) count);
            out.putFloat(20 + 4 * channel, count * FULL_SCALE / MAX_COUNT);
        }
        fields.f32s("ai_volts", 20, CHANNELS);
        ArrayNode outputs = fields.list("mos", OUTPUTS);
        for (int output = 0; output < outputs.size(); output++) {
            out.put(36 + output, (byte) (outputs.get(output).asBoolean() ? 1 : 0));
        }
        ArrayNode buses = fields.list("i2c", BUSES);
        for (int bus = 0; bus < buses.size(); bus++) {
            bus(buses.get(bus), bus, out);
        }
        return fields.end();
    }

    private static void bus(JsonNode given, int bus, ByteBuffer out) {
        if (!(given instanceof ObjectNode members)) {
            throw new IllegalArgumentException("i2c holds " + given + ", expected an object for each bus");
        }
        Fields fields = new Fields(members, 0);
        ArrayNode addresses = fields.list("addrs", ADDRESSES_PER_BUS);
        out.put(40 + bus, (byte) addresses.size());
        for (int place = 0; place < addresses.size(); place++) {
            out.put(44 + ADDRESSES_PER_BUS * bus + place, (byte)
                    Fields.integer("addrs", addresses.get(place), 0, 0xFF));
        }
        out.put(108 + bus, (byte) fields.integer("bme_addr", 0, 0xFF));
        out.put(112 + bus, (byte) fields.integer("bme_chip", 0, 0xFF));
        out.put(116 + bus, (byte) fields.integer("sda", Byte.MIN_VALUE, Byte.MAX_VALUE));
        out.put(120 + bus, (byte) fields.integer("scl", Byte.MIN_VALUE, Byte.MAX_VALUE));
        fields.end();
    }
}
