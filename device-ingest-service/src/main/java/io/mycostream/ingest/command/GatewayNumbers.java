package io.mycostream.ingest.command;

import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;

/**
 * The counter of what the gateway says on one link, commands and acknowledgements alike.
 *
 * <p>Side A 2.1.0 takes 0x0A and 0x0D for line ends even inside frames and loses such a command without an answer. A frame
 * that would hold one anywhere, also in its sum or as a length of its stuffing, gets the next number that leads to none; one
 * whose length alone would is made longer by a blank.
 *
 * <p>Safe for use by several threads.
 */
final class GatewayNumbers {

    /** What boards take, before the delimiter. Source: MycoBrain firmware, receive buffer of Side A and Side B. */
    static final int MOST_ENCODED_BYTES = 1024;

    private static final int SUM_BYTES = 2;

    /** Stuffing takes one byte in front of each run of so many, and one more. */
    private static final int LONGEST_RUN = 254;

    private static final int COMMAND = 0x02;
    private static final int ACK = 0x03;
    private static final long MASK = 0xFFFF_FFFFL;

    /** Chances are 1 in 50 that a number leads to a line end by the sum alone, so this many in a row mean another reason. */
    private static final int TRIES = 32;

    private long next;

    /**
     * Starts to count.
     *
     * @param first the first number that may be used, 0..2^32-1
     */
    GatewayNumbers(long first) {
        this.next = first & MASK;
    }

    /**
     * A frame with a number of its own.
     *
     * @param seq its number, which the answer repeats
     * @param wire what is sent, delimiter included
     */
    @SuppressWarnings("ArrayRecordComponent") // made once, never compared
    record Numbered(long seq, byte[] wire) {}

    /**
     * Does nothing for a command that boards take, whatever number it gets.
     *
     * @throws CommandRefusedException if its frame may be longer
     */
    static void checkLength(Order order) throws CommandRefusedException {
        int raw = MdpHeader.LENGTH + order.payload(order.maxBlanks()).length + SUM_BYTES;
        int length = raw + raw / LONGEST_RUN + 1;
        if (length > MOST_ENCODED_BYTES) {
            throw new CommandRefusedException("the command takes " + length + " bytes as a frame, expected at most "
                    + MOST_ENCODED_BYTES + ", which is what boards take");
        }
    }

    /** Numbers a command. */
    synchronized Numbered command(Order order) {
        for (int blanks = 0; blanks <= order.maxBlanks(); blanks++) {
            byte[] payload = order.payload(blanks);
            for (int tries = 0; tries < TRIES; tries++) {
                Numbered frame = frame(COMMAND, 0, MdpFlag.ACK_REQUESTED.bit(), order.target(), payload);
                if (!holdsLineEnd(frame.wire())) {
                    return frame;
                }
            }
        }
        // binary data may hold line ends themselves; the firmwares that read them know no lines
        return frame(COMMAND, 0, MdpFlag.ACK_REQUESTED.bit(), order.target(), order.payload(0));
    }

    /** Numbers an acknowledgement of {@code ack} to an endpoint; it asks for none itself. */
    synchronized Numbered acknowledgement(long ack, int destination) {
        return frame(ACK, ack, MdpFlag.IS_ACK.bit(), destination, new byte[0]);
    }

    private Numbered frame(int type, long ack, int flags, MdpEndpoint destination, byte[] payload) {
        return frame(type, ack, flags, destination.code(), payload);
    }

    private Numbered frame(int type, long ack, int flags, int destination, byte[] payload) {
        next = withoutLineEnd(next);
        long seq = next;
        next = next + 1 & MASK;
        MdpHeader header = new MdpHeader(type, seq, ack, flags, MdpEndpoint.GATEWAY.code(), destination);
        return new Numbered(seq, MdpFrame.of(header, payload).encode());
    }

    /** The first number from this one on none of whose four bytes is a line end; skips all those that share a byte at once. */
    static long withoutLineEnd(long number) {
        long found = number;
        for (int shift = 24; shift >= 0; shift -= 8) {
            long octet = found >> shift & 0xFF;
            if (octet == '\n' || octet == '\r') {
                found = (((found >> shift) + 1) << shift) & MASK;
            }
        }
        return found;
    }

    static boolean holdsLineEnd(byte[] wire) {
        for (byte b : wire) {
            if (b == '\n' || b == '\r') {
                return true;
            }
        }
        return false;
    }
}
