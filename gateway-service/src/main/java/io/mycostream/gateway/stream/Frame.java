package io.mycostream.gateway.stream;

/**
 * A message encoded for one kind of wire, shared by all the connections that are sent it.
 *
 * <p>Reference-counted: it is made with one reference, whoever keeps it takes one more, and the last {@link #release} frees
 * its memory. Safe for use by many threads.
 */
public interface Frame {

    /** Size on the wire, in bytes. */
    int length();

    /** Bytes of this process that it takes: its memory as the pool rounds it up, and the objects around it. */
    int cost();

    void retain();

    void release();
}
