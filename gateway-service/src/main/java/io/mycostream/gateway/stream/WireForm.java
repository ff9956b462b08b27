package io.mycostream.gateway.stream;

/** How messages look on one kind of wire. The core asks it once per message and hands the frame to every link of the form. */
public interface WireForm {

    /** Encodes a message; the caller owns the frame's one reference. */
    Frame encode(Message message);
}
