package io.mycostream.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Reads the part of CBOR (RFC 8949) that compact envelopes are made of: definite lengths, shortest integers, integer keys in
 * ascending order, no floats, no tags. Whatever is written in another way is refused, because a hash is taken over the bytes.
 *
 * <p>Maps become objects whose member names are the keys as text.
 */
final class Cbor {

    /** Envelopes nest three deep. */
    private static final int MAX_DEPTH = 16;

    private static final int UNSIGNED = 0;
    private static final int NEGATIVE = 1;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;
    private static final int TAG = 6;

    private final byte[] bytes;
    private int position;

    Cbor(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The index of the next byte. */
    int position() {
        return position;
    }

    boolean isAtEnd() {
        return position == bytes.length;
    }

    /** Reads the head of a map and returns how many entries it has. */
    int mapSize() throws CompactEnvelope.FormatException {
        int major = peekMajor();
        if (major != MAP) {
            throw wrong("major type " + major, "a map");
        }
        return count();
    }

    /** Reads a key that is an unsigned integer greater than the one before it. */
    int key(int before) throws CompactEnvelope.FormatException {
        int at = position;
        int major = peekMajor();
        long key = major == UNSIGNED ? argument() : -1;
        if (key <= before || key > Integer.MAX_VALUE) {
            position = at;
            throw wrong(
                    major == UNSIGNED ? "key " + Long.toUnsignedString(key) : "major type " + major,
                    "an integer key above " + before);
        }
        return (int) key;
    }

    JsonNode value() throws CompactEnvelope.FormatException {
        return value(0);
    }

    private JsonNode value(int depth) throws CompactEnvelope.FormatException {
        if (depth > MAX_DEPTH) {
            throw wrong("more than " + MAX_DEPTH + " levels", "fewer");
        }
        int major = peekMajor();
        return switch (major) {
            case UNSIGNED -> number(argument(), false);
            case NEGATIVE -> number(argument(), true);
            case BYTES -> BinaryNode.valueOf(slice());
            case TEXT -> text();
            case ARRAY -> array(depth);
            case MAP -> map(depth);
            case TAG -> throw wrong("a tag", "none");
            default -> simple();
        };
    }

    private static JsonNode number(long argument, boolean negative) {
        if (argument >= 0) {
            return LongNode.valueOf(negative ? -1 - argument : argument);
        }
        BigInteger large = new BigInteger(Long.toUnsignedString(argument));
        return BigIntegerNode.valueOf(negative ? large.not() : large);
    }

    private JsonNode text() throws CompactEnvelope.FormatException {
        int at = position;
        try {
            return TextNode.valueOf(
                    UTF_8.newDecoder().decode(ByteBuffer.wrap(slice())).toString());
        } catch (CharacterCodingException e) {
            position = at;
            throw wrong("text", "UTF-8");
        }
    }

    private byte[] slice() throws CompactEnvelope.FormatException {
        int length = count();
        byte[] slice = new byte[length];
        System.arraycopy(bytes, position, slice, 0, length);
        position += length;
        return slice;
    }

    private ArrayNode array(int depth) throws CompactEnvelope.FormatException {
        int size = count();
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < size; i++) {
            array.add(value(depth + 1));
        }
        return array;
    }

    private ObjectNode map(int depth) throws CompactEnvelope.FormatException {
        int size = count();
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        int key = -1;
        for (int i = 0; i < size; i++) {
            String name;
            if (peekMajor() == TEXT) {
                name = text().textValue();
            } else {
                key = key(key);
                name = Integer.toString(key);
            }
            if (map.has(name)) {
                throw wrong("the key " + MqttReader.clipped(name) + " twice", "once");
            }
            map.set(name, value(depth + 1));
        }
        return map;
    }

    private JsonNode simple() throws CompactEnvelope.FormatException {
        int value = bytes[position++] & 0x1F;
        return switch (value) {
            case 20 -> BooleanNode.FALSE;
            case 21 -> BooleanNode.TRUE;
            case 22 -> NullNode.instance;
            default -> {
                position--;
                throw wrong("a float or a simple value", "an integer, text, bytes, a list or a map");
            }
        };
    }

    private int peekMajor() throws CompactEnvelope.FormatException {
        if (isAtEnd()) {
            throw wrong("the end", "more");
        }
        return (bytes[position] & 0xFF) >> 5;
    }

    /** Reads a length that the rest of the bytes can hold: an element takes one byte at least. */
    private int count() throws CompactEnvelope.FormatException {
        int at = position;
        long count = argument();
        if (count < 0 || count > bytes.length - position) {
            position = at;
            throw wrong("a length of " + Long.toUnsignedString(count), "at most what is left");
        }
        return (int) count;
    }

    /** Reads head and argument, which has to be in its shortest form; unsigned 64 bits. */
    private long argument() throws CompactEnvelope.FormatException {
        int at = position;
        int info = bytes[position++] & 0x1F;
        if (info < 24) {
            return info;
        }
        if (info > 27) {
            position = at;
            throw wrong("an indefinite length", "a definite one");
        }
        int size = 1 << (info - 24);
        if (bytes.length - position < size) {
            throw wrong("the end", "more");
        }
        long argument = 0;
        for (int i = 0; i < size; i++) {
            argument = argument << 8 | (bytes[position++] & 0xFF);
        }
        boolean shortest = size == 1 ? argument >= 24 : argument >>> (size * 4) != 0;
        if (!shortest) {
            position = at;
            throw wrong("an integer in " + size + " bytes", "its shortest form");
        }
        return argument;
    }

    private CompactEnvelope.FormatException wrong(String seen, String expected) {
        return new CompactEnvelope.FormatException("byte " + position + " is " + seen + ", expected " + expected);
    }
}
