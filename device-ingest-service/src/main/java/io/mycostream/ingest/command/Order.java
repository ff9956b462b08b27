package io.mycostream.ingest.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.ingest.mdp.MdpEndpoint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a board is told to do, in the form its firmware reads. */
public sealed interface Order {

    /** The command's name as users know it. */
    String name();

    /** The half of the board that carries it out. */
    MdpEndpoint target();

    /** How its being done shows. */
    Answer answer();

    /** Whether it does no harm when it is carried out twice, because an answer was lost. */
    boolean repeatable();

    /**
     * The payload of its frame.
     *
     * @param blanks how many bytes longer than necessary; only JSON can be
     */
    byte[] payload(int blanks);

    /** The most blanks that make sense. */
    int maxBlanks();

    default boolean isEmergencyStop() {
        return answer() == Answer.ESTOP;
    }

    /**
     * A command of the firmwares with JSON bodies.
     *
     * @param params the text of one JSON object
     */
    record Json(String name, String params, MdpEndpoint target, Answer answer, boolean repeatable) implements Order {

        @Override
        public byte[] payload(int blanks) {
            return ("{\"cmd\":\"" + name + "\",\"params\":" + params + " ".repeat(blanks) + '}').getBytes(UTF_8);
        }

        @Override
        public int maxBlanks() {
            return 8;
        }
    }

    /**
     * A command of the binary firmwares: u16 number, u16 length, data, little-endian.
     *
     * @param number 0..65535
     * @param data at most 65535 bytes; a frame holds fewer
     */
    @SuppressWarnings("ArrayRecordComponent") // made once, never shown, never compared
    record Binary(String name, int number, byte[] data, boolean repeatable) implements Order {

        @Override
        public MdpEndpoint target() {
            return MdpEndpoint.SIDE_A;
        }

        @Override
        public Answer answer() {
            return Answer.RESULT;
        }

        @Override
        public byte[] payload(int blanks) {
            return ByteBuffer.allocate(4 + data.length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putShort((short) number)
                    .putShort((short) data.length)
                    .put(data)
                    .array();
        }

        @Override
        public int maxBlanks() {
            return 0;
        }
    }
}
