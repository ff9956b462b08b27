package io.mycostream.ingest.mdp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Set;

/**
 * One frame whose sum and header are right: header, payload and sum, after unstuffing.
 *
 * <pre>
 * wire = COBS( header || payload || crc16 ) || 0x00
 * </pre>
 *
 * The little-endian variant sends the sum low byte first, the big-endian one high byte first. Two frames are equal when
 * they are equal byte for byte. Immutable; byte arrays that come out are copies.
 */
public final class MdpFrame implements MdpInput {

    static final int SUM_LENGTH = 2;

    /** The receive buffer of Side A and Side B. It is smaller than what they can send. */
    private static final int MAX_FOR_BOARDS = 1024;

    /** What one LoRa packet holds in bytes, delimiter included. */
    public static final int MAX_FOR_RADIO = 255;

    private final MdpVariant variant;
    private final byte[] raw;
    private final int type;
    private final long seq;
    private final long ack;
    private final int flags;
    private final int source;
    private final int destination;
    private final long timestamp;

    /** Takes over {@code raw}, whose sum has been checked. */
    private MdpFrame(MdpHeader header, byte[] raw) {
        this.variant = MdpVariant.LE16;
        this.raw = raw;
        this.type = header.type();
        this.seq = header.seq();
        this.ack = header.ack();
        this.flags = header.flags();
        this.source = header.source();
        this.destination = header.destination();
        this.timestamp = 0;
    }

    /** Takes over {@code raw}, whose sum has been checked. */
    private MdpFrame(BackendHeader header, byte[] raw) {
        this.variant = MdpVariant.BE13;
        this.raw = raw;
        this.type = header.type();
        this.seq = header.seq();
        this.ack = 0;
        this.flags = 0;
        this.source = 0;
        this.destination = 0;
        this.timestamp = header.timestamp();
    }

    /** A frame of {@link MdpVariant#LE16}. Boards take no more than 1024 raw bytes, 1006 of them payload. */
    public static MdpFrame of(MdpHeader header, byte[] payload) {
        byte[] raw = new byte[MdpHeader.LENGTH + payload.length + SUM_LENGTH];
        ByteBuffer out = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        header.write(out);
        out.put(payload).putShort((short) Crc16.of(raw, 0, raw.length - SUM_LENGTH));
        return new MdpFrame(header, raw);
    }

    /**
     * A frame of {@link MdpVariant#BE13}.
     *
     * @throws IllegalArgumentException if the payload is longer than the 65535 bytes the header can announce
     */
    public static MdpFrame of(BackendHeader header, byte[] payload) {
        Ranges.check("payload length", payload.length, BackendHeader.MAX_PAYLOAD);
        byte[] raw = new byte[BackendHeader.LENGTH + payload.length + SUM_LENGTH];
        ByteBuffer out = ByteBuffer.wrap(raw);
        header.write(out, payload.length);
        out.put(payload).putShort((short) Crc16.of(raw, 0, raw.length - SUM_LENGTH));
        return new MdpFrame(header, raw);
    }

    /** Takes over a frame whose sum, magic and version, or sum, type and length, have been checked. */
    static MdpFrame ofChecked(MdpVariant variant, byte[] raw) {
        ByteBuffer in = ByteBuffer.wrap(raw);
        return switch (variant) {
            case LE16 ->
                new MdpFrame(MdpHeader.read(in.order(ByteOrder.LITTLE_ENDIAN).position(3)), raw);
            case BE13 -> new MdpFrame(BackendHeader.read(in), raw);
        };
    }

    public MdpVariant variant() {
        return variant;
    }

    public MdpType type() {
        return MdpType.of(variant, type);
    }

    /** The type as on the wire, 0..255. */
    public int typeCode() {
        return type;
    }

    /** Counter of the sender, unsigned, {@link MdpVariant#sequenceBits()} wide. */
    public long seq() {
        return seq;
    }

    /** See {@link MdpHeader#ack()}; 0 in the big-endian variant, which has none. */
    public long ack() {
        return ack;
    }

    /** The flag byte, 0..255; 0 in the big-endian variant, which has none. */
    public int flagBits() {
        return flags;
    }

    /** The named flags that are set. */
    public Set<MdpFlag> flags() {
        return MdpFlag.of(flags);
    }

    /** Endpoint code of the sender, 0..255; 0 in the big-endian variant, which has none. */
    public int source() {
        return source;
    }

    /** Endpoint code of the receiver, 0..255; 0 in the big-endian variant, which has none. */
    public int destination() {
        return destination;
    }

    /** Unix time in seconds, unsigned; 0 in the little-endian variant, which has none. */
    public long timestamp() {
        return timestamp;
    }

    public byte[] payload() {
        return Arrays.copyOfRange(raw, headerLength(), raw.length - SUM_LENGTH);
    }

    public int payloadLength() {
        return raw.length - headerLength() - SUM_LENGTH;
    }

    /** Header, payload and sum, before stuffing. */
    public byte[] raw() {
        return raw.clone();
    }

    /** What is sent: the stuffed frame and the delimiter. */
    public byte[] encode() {
        byte[] stuffed = Cobs.encode(raw);
        return Arrays.copyOf(stuffed, stuffed.length + 1);
    }

    /**
     * Whether a line feed or a carriage return is sent within this frame. Side A 2.1.0 takes them for the end of a line
     * and loses such a frame without an answer, so a command is better sent under another number.
     */
    public boolean holdsLineEnd() {
        for (byte b : Cobs.encode(raw)) {
            if (b == '\n' || b == '\r') {
                return true;
            }
        }
        return false;
    }

    /** Whether a board can take this frame: {@value #MAX_FOR_BOARDS} bytes stuffed, delimiter not counted. */
    public boolean fitsBoard() {
        return Cobs.encode(raw).length <= MAX_FOR_BOARDS;
    }

    /** Whether this frame can go by LoRa: {@value #MAX_FOR_RADIO} bytes stuffed, delimiter included. */
    public boolean fitsRadio() {
        return Cobs.encode(raw).length < MAX_FOR_RADIO;
    }

    private int headerLength() {
        return switch (variant) {
            case LE16 -> MdpHeader.LENGTH;
            case BE13 -> BackendHeader.LENGTH;
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MdpFrame that && variant == that.variant && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(raw);
    }

    @Override
    public String toString() {
        return "MdpFrame[%s %s seq=%d source=0x%02X %d payload bytes]"
                .formatted(variant.label(), type(), seq, source, payloadLength());
    }
}
