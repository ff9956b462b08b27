package io.mycostream.ingest.mdp.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * Writes the members of an object into a little-endian structure, each at its offset, and refuses what does not fit.
 *
 * <p>Each member that is asked for is taken off a list, so that at the end a member nobody knows is found.
 */
final class Fields {

    private static final long UNSIGNED_INT_MAX = 0xFFFF_FFFFL;

    private final ObjectNode members;
    private final ByteBuffer out;
    private final Set<String> known = new HashSet<>();

    Fields(ObjectNode members, int length) {
        this.members = members;
        this.out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    static void check(String field, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(field + " is " + value + ", expected " + min + ".." + max);
        }
    }

    ByteBuffer out() {
        return out;
    }

    Fields u8(String name, int at) {
        out.put(at, (byte) integer(name, 0, 0xFF));
        return this;
    }

    Fields i8(String name, int at) {
        out.put(at, (byte) integer(name, Byte.MIN_VALUE, Byte.MAX_VALUE));
        return this;
    }

    Fields u16(String name, int at) {
        out.putShort(at, (short) integer(name, 0, 0xFFFF));
        return this;
    }

    Fields i16(String name, int at) {
        out.putShort(at, (short) integer(name, Short.MIN_VALUE, Short.MAX_VALUE));
        return this;
    }

    Fields u32(String name, int at) {
        out.putInt(at, (int) integer(name, 0, UNSIGNED_INT_MAX));
        return this;
    }

    Fields f32(String name, int at) {
        JsonNode value = take(name);
        out.putFloat(at, value.isMissingNode() ? 0 : real(name, value));
        return this;
    }

    /** A list of floats; shorter ones are filled with zeros. */
    Fields f32s(String name, int at, int most) {
        ArrayNode values = list(name, most);
        for (int i = 0; i < values.size(); i++) {
            out.putFloat(at + Float.BYTES * i, real(name, values.get(i)));
        }
        return this;
    }

    Fields text(String name, int at, int most) {
        JsonNode value = take(name);
        if (!value.isMissingNode()) {
            byte[] bytes = string(name, value).getBytes(UTF_8);
            check("length of " + name, bytes.length, 0, most);
            out.put(at, bytes);
        }
        return this;
    }

    byte[] hex(String name) {
        JsonNode value = take(name);
        return value.isMissingNode() ? new byte[0] : HexFormat.of().parseHex(string(name, value));
    }

    boolean has(String name) {
        return members.has(name);
    }

    long integer(String name, long min, long max) {
        JsonNode value = take(name);
        return value.isMissingNode() ? 0 : integer(name, value, min, max);
    }

    /** A list of at most that many; an empty one when there is none. */
    ArrayNode list(String name, int most) {
        JsonNode value = take(name);
        if (value.isMissingNode()) {
            return JsonNodeFactory.instance.arrayNode();
        }
        if (!(value instanceof ArrayNode list)) {
            throw wrong(name, value, "a list");
        }
        check("length of " + name, list.size(), 0, most);
        return list;
    }

    /** The structure. */
    byte[] end() {
        members.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("there is no member " + name + " in this structure");
            }
        });
        return out.array();
    }

    static long integer(String name, JsonNode value, long min, long max) {
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(name, value, "a whole number");
        }
        check(name, value.longValue(), min, max);
        return value.longValue();
    }

    private JsonNode take(String name) {
        known.add(name);
        return members.path(name);
    }

    private static float real(String name, JsonNode value) {
        if (value.isNull()) {
            return Float.NaN;
        }
        if (!value.isNumber()) {
            throw wrong(name, value, "a number");
        }
        float single = value.floatValue();
        if (!Float.isFinite(single)) {
            throw wrong(name, value, "a number that 32 bits can hold");
        }
        return single;
    }

    private static String string(String name, JsonNode value) {
        if (!value.isTextual()) {
            throw wrong(name, value, "a text");
        }
        return value.textValue();
    }

    private static IllegalArgumentException wrong(String name, JsonNode value, String expected) {
        return new IllegalArgumentException(name + " is " + value + ", expected " + expected);
    }
}
