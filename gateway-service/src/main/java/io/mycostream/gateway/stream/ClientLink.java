package io.mycostream.gateway.stream;

import java.time.Instant;

/**
 * Port to one client: the way out of this node. Every call comes from the event loop that owns the connection.
 *
 * <p>{@link #write} and {@link #flush} never wait. A link whose client reads slowly says so by {@link #writable()} and calls
 * {@link Session#becameWritable()} when it takes more.
 */
public interface ClientLink {

    Transport transport();

    /** How frames for this link are encoded. */
    WireForm form();

    /**
     * Begins the answer to a client that was let in; called once, before anything is written. A client that is not greeted
     * learns by it that what it listens to is in force.
     */
    void open();

    /** Whether the link takes more without piling it up. */
    boolean writable();

    /**
     * Puts a frame on the way; it may stay in this node until {@link #flush}.
     *
     * @param frame the link takes over one of its references
     */
    void write(Frame frame);

    /** Hands everything written to the operating system. */
    void flush();

    /** Sends what keeps the connection alive below the dialect: a WebSocket PING, an SSE comment. */
    void ping(Instant now);

    /** Ends the connection after what was written; later calls do nothing. */
    void close(CloseReason reason);
}
