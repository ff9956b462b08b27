package io.mycostream.ingest.command;

import java.util.Locale;

/** Why nothing was sent to a board. */
public enum Reason {
    /** The command is none. */
    MALFORMED,
    /** No link of this process leads to a board of that name. */
    UNKNOWN_BOARD,
    /** Several links lead to a board of that name, and the command names none of them. */
    AMBIGUOUS,
    /** As many commands wait for the board as may. */
    QUEUE_FULL,
    /** As many commands are being taken in as may. */
    OVERLOADED,
    /** It came, or its turn came, after its time to live. */
    EXPIRED,
    /** It was given before, and another process, or this one before it was restarted, took it. */
    TAKEN,
    /** Redis did not say whether another process has taken it. */
    UNCLAIMED;

    /** As metrics spell it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
