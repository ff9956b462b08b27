package io.mycostream.ingest.mdp;

import java.nio.ByteBuffer;

/**
 * The fixed 13-byte header of {@link MdpVariant#BE13}, after unstuffing. Only backend programs speak it.
 *
 * <pre>
 *  byte 0    1         3         5                               13
 *       +----+---------+---------+-------------------------------+
 *       |type|   seq   | length  |           timestamp           |
 *       +----+---------+---------+-------------------------------+
 *         u8     u16       u16                  u64
 * </pre>
 *
 * All integers are big-endian. There is no magic, no version, no endpoint and no flag. The length is that of the payload
 * and is not kept here, because the payload has one. Source: the protocol module of the MycoBrain backend.
 *
 * @param type message type code, 1..4; see {@link MdpType}
 * @param seq counter of the sender, unsigned 16-bit, begins at 0 and wraps to 0
 * @param timestamp Unix time in seconds, an unsigned 64-bit number
 */
public record BackendHeader(int type, int seq, long timestamp) {

    /** Encoded size in bytes. */
    public static final int LENGTH = 13;

    static final int MAX_TYPE = 4;
    static final int MAX_PAYLOAD = 0xFFFF;

    public BackendHeader {
        if (type < 1 || type > MAX_TYPE) {
            throw new IllegalArgumentException("type is " + type + ", expected 1.." + MAX_TYPE);
        }
        Ranges.check("seq", seq, 0xFFFF);
    }

    /**
     * The header of a frame of this type.
     *
     * @throws IllegalArgumentException if the type is none of TELEMETRY, COMMAND, EVENT and ACK
     */
    public static BackendHeader of(MdpType type, int seq, long timestamp) {
        return new BackendHeader(type.codeIn(MdpVariant.BE13), seq, timestamp);
    }

    static BackendHeader read(ByteBuffer bigEndian) {
        int type = Byte.toUnsignedInt(bigEndian.get());
        int seq = Short.toUnsignedInt(bigEndian.getShort());
        bigEndian.getShort();
        return new BackendHeader(type, seq, bigEndian.getLong());
    }

    void write(ByteBuffer bigEndian, int payloadLength) {
        bigEndian
                .put((byte) type)
                .putShort((short) seq)
                .putShort((short) payloadLength)
                .putLong(timestamp);
    }
}
