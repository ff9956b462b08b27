package io.mycostream.sim.board;

/**
 * One board with one firmware. It has no clock and no line: whoever runs it tells it how long it has been up, and takes what
 * it sends.
 *
 * <p>Times are nanoseconds since the last {@link #boot}. Not safe for use by several threads.
 */
public interface Board {

    /** Power comes on, or the board is reset: memory is empty, flash is kept, and it says what it says at a start. */
    void boot(Outlet outlet);

    /** When {@link #advance} has to be called again; a time that has passed means now. */
    long nextDue();

    /** Does everything that is due by now. */
    void advance(long uptimeNanos, Outlet outlet);

    /** Reads what the host has sent, in whatever pieces, and answers. */
    void receive(byte[] bytes, int count, long uptimeNanos, Outlet outlet);
}
