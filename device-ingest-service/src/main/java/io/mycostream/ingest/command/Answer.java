package io.mycostream.ingest.command;

/** What a board says when it has carried a command out. Source: MycoBrain firmware, Side A 2.x and the binary firmwares. */
public enum Answer {
    /** ACK, positive or negative. */
    ACK,
    /** HELLO alone, never ACK. */
    HELLO,
    /** TELEMETRY, which proves that the command was carried out, and then ACK. */
    TELEMETRY_AND_ACK,
    /** ACK, or the EVENT {@code estop_activated}, whichever comes first. */
    ESTOP,
    /** EVENT with the result of a binary command; a bare ACK before it says that the command has arrived. */
    RESULT
}
