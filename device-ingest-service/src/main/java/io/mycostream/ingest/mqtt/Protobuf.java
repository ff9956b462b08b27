package io.mycostream.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Walks over the fields of one Protocol Buffers message; which fields there are its user knows. */
final class Protobuf {

    /** Bytes that are no such message; the message says what was seen. */
    static final class FormatException extends Exception {

        private static final long serialVersionUID = 1L;

        FormatException(String message) {
            super(message, null, false, false);
        }
    }

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;
    private static final int MOST_VARINT_BYTES = 10;

    private final byte[] bytes;
    private final int end;
    private int position;
    private int field;
    private int wireType;
    private long number;
    private int start;

    Protobuf(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private Protobuf(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /** Goes on to the next field; false when there is none. */
    boolean next() throws FormatException {
        if (position == end) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        if (field == 0 || tag >>> 32 != 0) {
            throw new FormatException("byte " + position + " follows a tag of field " + field + ", expected 1 or more");
        }
        switch (wireType) {
            case VARINT -> number = varint();
            case FIXED_64 -> number = fixed(8);
            case FIXED_32 -> number = fixed(4);
            case BYTES -> {
                long length = varint();
                if (length < 0 || length > end - position) {
                    throw new FormatException("field " + field + " has " + Long.toUnsignedString(length)
                            + " bytes, expected at most " + (end - position));
                }
                start = position;
                position += (int) length;
            }
            default ->
                throw new FormatException("field " + field + " has wire type " + wireType + ", expected 0, 1, 2 or 5");
        }
        return true;
    }

    int field() {
        return field;
    }

    /** The value of a varint or of a fixed number, whose upper half is zero when it has 32 bits. */
    long number() throws FormatException {
        if (wireType == BYTES) {
            throw new FormatException("field " + field + " holds bytes, expected a number");
        }
        return number;
    }

    float floating() throws FormatException {
        return Float.intBitsToFloat((int) number());
    }

    String text() throws FormatException {
        return new String(slice(), UTF_8);
    }

    byte[] slice() throws FormatException {
        Protobuf message = message();
        byte[] slice = new byte[message.end - message.position];
        System.arraycopy(bytes, message.position, slice, 0, slice.length);
        return slice;
    }

    Protobuf message() throws FormatException {
        if (wireType != BYTES) {
            throw new FormatException("field " + field + " holds a number, expected bytes");
        }
        return new Protobuf(bytes, start, position);
    }

    private long varint() throws FormatException {
        long value = 0;
        for (int i = 0; i < MOST_VARINT_BYTES; i++) {
            if (position == end) {
                throw new FormatException("the message ends within a number");
            }
            byte b = bytes[position++];
            value |= (long) (b & 0x7F) << (7 * i);
            if (b >= 0) {
                return value;
            }
        }
        throw new FormatException("a number has more than " + MOST_VARINT_BYTES + " bytes");
    }

    private long fixed(int size) throws FormatException {
        if (end - position < size) {
            throw new FormatException("the message ends within a number");
        }
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | (bytes[position + i] & 0xFF);
        }
        position += size;
        return value;
    }
}
