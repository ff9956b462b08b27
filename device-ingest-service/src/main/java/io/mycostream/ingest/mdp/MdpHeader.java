package io.mycostream.ingest.mdp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The fixed 16-byte header of {@link MdpVariant#LE16}, after unstuffing.
 *
 * <pre>
 *  byte 0       2    3    4               8               12   13  14  15  16
 *       +-------+----+----+---------------+---------------+----+---+---+---+
 *       | magic |ver |type|      seq      |      ack      |flag|src|dst|rsv|
 *       +-------+----+----+---------------+---------------+----+---+---+---+
 *          u16    u8   u8        u32             u32        u8  u8  u8  u8
 * </pre>
 *
 * All integers are little-endian, the byte order of the boards' ESP32. Source: MycoBrain firmware, {@code mdp_hdr_v1_t}
 * in {@code mdp_types.h}.
 *
 * @param type message type code, 0..255; see {@link MdpType}
 * @param seq counter of the sender, unsigned 32-bit, wraps to 0
 * @param ack unsigned 32-bit; firmware with JSON bodies puts the {@code seq} of the command being answered there (0 when
 *     unsolicited), the binary firmware the highest {@code seq} received in order
 * @param flags bit set, 0..255; see {@link MdpFlag}
 * @param source endpoint code of the sender, 0..255; see {@link MdpEndpoint}
 * @param destination endpoint code of the receiver, 0..255
 */
public record MdpHeader(int type, long seq, long ack, int flags, int source, int destination) {

    /** Encoded size in bytes. */
    public static final int LENGTH = 16;

    static final int MAGIC = 0xA15A;
    static final int VERSION = 1;

    private static final long UNSIGNED_INT_MAX = 0xFFFF_FFFFL;

    public MdpHeader {
        Ranges.check("type", type, 0xFF);
        Ranges.check("seq", seq, UNSIGNED_INT_MAX);
        Ranges.check("ack", ack, UNSIGNED_INT_MAX);
        Ranges.check("flags", flags, 0xFF);
        Ranges.check("source", source, 0xFF);
        Ranges.check("destination", destination, 0xFF);
    }

    /** The header of a frame from one endpoint to another. */
    public static MdpHeader of(MdpType type, MdpEndpoint from, MdpEndpoint to, long seq, long ack, MdpFlag... flags) {
        int bits = 0;
        for (MdpFlag flag : flags) {
            bits |= flag.bit();
        }
        return new MdpHeader(type.codeIn(MdpVariant.LE16), seq, ack, bits, from.code(), to.code());
    }

    /**
     * Decodes a header and leaves the buffer at the first payload byte.
     *
     * @throws MdpFormatException if fewer than {@value #LENGTH} bytes remain, or magic or version differ
     */
    public static MdpHeader decode(ByteBuffer frame) throws MdpFormatException {
        if (frame.remaining() < LENGTH) {
            throw new MdpFormatException("header needs " + LENGTH + " bytes, got " + frame.remaining());
        }
        ByteBuffer in = frame.slice().order(ByteOrder.LITTLE_ENDIAN);
        int magic = Short.toUnsignedInt(in.getShort());
        if (magic != MAGIC) {
            throw new MdpFormatException("magic is 0x%04X, expected 0x%04X".formatted(magic, MAGIC));
        }
        int version = Byte.toUnsignedInt(in.get());
        if (version != VERSION) {
            throw new MdpFormatException("version is " + version + ", expected " + VERSION);
        }
        MdpHeader header = read(in);
        frame.position(frame.position() + LENGTH);
        return header;
    }

    /** Reads what follows magic and version. */
    static MdpHeader read(ByteBuffer littleEndian) {
        return new MdpHeader(
                Byte.toUnsignedInt(littleEndian.get()),
                Integer.toUnsignedLong(littleEndian.getInt()),
                Integer.toUnsignedLong(littleEndian.getInt()),
                Byte.toUnsignedInt(littleEndian.get()),
                Byte.toUnsignedInt(littleEndian.get()),
                Byte.toUnsignedInt(littleEndian.get()));
    }

    /** Writes the {@value #LENGTH} bytes. */
    void write(ByteBuffer littleEndian) {
        littleEndian
                .putShort((short) MAGIC)
                .put((byte) VERSION)
                .put((byte) type)
                .putInt((int) seq)
                .putInt((int) ack)
                .put((byte) flags)
                .put((byte) source)
                .put((byte) destination)
                .put((byte) 0);
    }
}
