package io.mycostream.sim.truth;

import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.sim.board.Sending;
import java.util.List;

/** One thing that happened, in the order in which it happened. */
public sealed interface Entry {

    /**
     * A board put something on its line. Written when it is certain what a reader can make of it: at the delimiter, for which
     * a frame may have to wait whose own was lost.
     *
     * @param n place among all sendings of the run, from 1
     * @param life boots of the board so far; sequence numbers are of one life, but for the durable firmware
     * @param sending what the board meant to send
     * @param legible whether it stands on the line unhurt, where a reader that keeps the rules finds it
     * @param written whether the whole of it was taken by the line, with a host at the other end
     * @param faults what was done to it
     */
    record Sent(long n, int life, Sending sending, boolean legible, boolean written, List<String> faults)
            implements Entry {

        public Sent {
            faults = List.copyOf(faults);
        }

        /** Whether a reader that was there the whole time has to have got this. */
        public boolean readable() {
            return legible && written;
        }
    }

    /** The board has been told that a frame arrived: it counts as delivered. */
    record Acknowledged(int life, MdpFrame frame) implements Entry {}

    /** The board repeats a frame no more, without having been told that it arrived. */
    record Abandoned(int life, MdpFrame frame) implements Entry {}

    /** The board has read a command, and what it did. */
    record Commanded(long seq, String command, String outcome) implements Entry {}

    /** Something happened to the whole board: {@code boot}, {@code unplugged}, {@code plugged}, and the like. */
    record Incident(String what, int life) implements Entry {}

    /**
     * A gateway computer published a message.
     *
     * @param n place among all messages of the run, from 1
     * @param body text as published
     * @param qos 0 or 1
     * @param valid whether the body is what its topic promises
     * @param faults what was done to it
     */
    record Published(long n, String topic, String body, int qos, boolean valid, List<String> faults) implements Entry {

        public Published {
            faults = List.copyOf(faults);
        }
    }

    /** The broker has taken a message over (PUBACK): it counts as delivered. {@code n} is that of the publication. */
    record Confirmed(long n) implements Entry {}
}
