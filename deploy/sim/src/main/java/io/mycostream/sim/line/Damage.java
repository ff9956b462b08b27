package io.mycostream.sim.line;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mycostream.sim.board.Sending;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Does to a sending what was decided: what comes out are the pieces that go onto the line, those of the sending itself unhurt
 * or hurt, and those that nobody meant to send.
 */
final class Damage {

    private static final int LONGEST_NOISE = 32;
    private static final byte[] HALF_A_LINE = "#live AMB addr=0x77 age=20".getBytes(US_ASCII);

    /** What a piece is of the sending. */
    enum Part {
        /** Nothing: nobody meant to send it. */
        FOREIGN,
        /** The sending, hurt. */
        HURT,
        /** The sending unhurt, but for its end, which is missing. */
        ENDLESS,
        /** The sending, whole and unhurt. */
        WHOLE
    }

    /** A part of what goes onto the line. */
    static final class Piece {

        private final byte[] bytes;
        private final Part part;

        /** A piece whose bytes are its own from now on. */
        private Piece(byte[] bytes, Part part) {
            this.bytes = bytes;
            this.part = part;
        }

        byte[] bytes() {
            return bytes;
        }

        Part part() {
            return part;
        }
    }

    private Damage() {}

    /** An empty list when the sending is dropped. */
    static List<Piece> to(Sending sending, Set<Fault> faults, RandomGenerator random) {
        List<Piece> pieces = new ArrayList<>();
        if (faults.contains(Fault.NOISE)) {
            byte[] noise = new byte[1 + random.nextInt(LONGEST_NOISE)];
            random.nextBytes(noise);
            pieces.add(new Piece(noise, Part.FOREIGN));
        }
        if (faults.contains(Fault.HALF_LINE)) {
            pieces.add(new Piece(HALF_A_LINE.clone(), Part.FOREIGN));
        }
        if (!faults.contains(Fault.DROP)) {
            byte[] whole = sending.wire();
            byte[] hurt = hurt(sending, faults, random);
            pieces.add(new Piece(hurt, part(sending, hurt)));
            if (faults.contains(Fault.REPEAT)) {
                pieces.add(new Piece(whole, Part.WHOLE));
            }
        }
        return pieces;
    }

    private static Part part(Sending sending, byte[] bytes) {
        byte[] whole = sending.wire();
        if (Arrays.equals(bytes, whole)) {
            return Part.WHOLE;
        }
        byte[] endless = Arrays.copyOf(whole, whole.length - sending.endLength());
        return Arrays.equals(bytes, endless) ? Part.ENDLESS : Part.HURT;
    }

    private static byte[] hurt(Sending sending, Set<Fault> faults, RandomGenerator random) {
        byte[] bytes = sending.wire();
        int end = bytes.length - sending.endLength();
        if (faults.contains(Fault.FLIP) && end > 0) {
            bytes[random.nextInt(end)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, faults.contains(Fault.TRUNCATE) && end > 0 ? random.nextInt(end) : end);
        if (!faults.contains(Fault.DELIMITER)) {
            out.write(bytes, end, bytes.length - end);
        }
        return out.toByteArray();
    }
}
