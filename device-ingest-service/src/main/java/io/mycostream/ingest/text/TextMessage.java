package io.mycostream.ingest.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What one line of console text says. Who switches over this family decides about every kind of line. */
public sealed interface TextMessage {

    /** The class that the line is counted under. */
    TextClass textClass();

    /**
     * A measurement.
     *
     * @param readings what is published; owned by the receiver of this record
     * @param sender who says so, if the line names somebody
     */
    record Measurement(TextClass textClass, ObjectNode readings, Optional<TextIdentity> sender)
            implements TextMessage {}

    /**
     * An answer to an order.
     *
     * @param positive false for an error
     */
    record Answer(boolean positive, ObjectNode body) implements TextMessage {

        @Override
        public TextClass textClass() {
            return positive ? TextClass.ACK : TextClass.ERR;
        }
    }

    /**
     * What a board says about itself.
     *
     * @param type the object's own word, for example status, device_identity or boot
     * @param sender who says so, if the line names somebody
     */
    record Announcement(String type, ObjectNode body, Optional<TextIdentity> sender) implements TextMessage {

        @Override
        public TextClass textClass() {
            return TextClass.STATUS;
        }
    }

    /**
     * The header of a frame that a LoRa gateway received; it prints no payload.
     *
     * @param type message type code, see {@link io.mycostream.ingest.mdp.MdpType}
     * @param seq the sender's counter, unsigned 32-bit
     * @param source endpoint code of the sender, 0..255
     * @param destination endpoint code of the receiver, 0..255
     */
    record LinkHeader(int type, long seq, int source, int destination) implements TextMessage {

        @Override
        public TextClass textClass() {
            return TextClass.LINK_HEADER;
        }
    }

    /** The state of a radio, or what became of a frame that was given to it. */
    record LinkStatus(ObjectNode body) implements TextMessage {

        @Override
        public TextClass textClass() {
            return TextClass.LINK_STATUS;
        }
    }

    /** An object of no known kind. */
    record OtherObject(ObjectNode body) implements TextMessage {

        @Override
        public TextClass textClass() {
            return TextClass.JSON_OTHER;
        }
    }

    /** A line that begins as a JSON object and is none, most often because a part of it is missing. */
    record Malformed() implements TextMessage {

        @Override
        public TextClass textClass() {
            return TextClass.MALFORMED;
        }
    }

    /** Nothing that a program could use. */
    record Noise() implements TextMessage {

        @Override
        public TextClass textClass() {
            return TextClass.NOISE;
        }
    }
}
