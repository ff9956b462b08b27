package io.mycostream.sim.board;

import io.mycostream.ingest.mdp.MdpFrame;

/** Where a board's words go. Called within the board's methods, on its thread. */
@FunctionalInterface
public interface Outlet {

    void send(Sending sending);

    /** The board has been told that a frame arrived, and forgets it. Told once per frame. */
    default void acknowledged(MdpFrame frame) {}

    /**
     * The board gives a frame up: it repeats it no more, and has not been told that it arrived. The durable firmware keeps
     * some of these in flash and sends them again after a reset.
     */
    default void abandoned(MdpFrame frame) {}

    /**
     * The board has read a command.
     *
     * @param seq the command's number, 0 for a line of text
     * @param outcome what the board answered or did, in the firmware's words
     */
    default void commanded(long seq, String command, String outcome) {}

    /** The board has been told to reset itself; whoever runs it boots it as soon as the call at hand returns. */
    default void resetWanted() {}
}
