package io.mycostream.ingest.command;

import java.util.Locale;

/** How a command ended. */
public enum Outcome {
    /** The board says that it did it. */
    ACKNOWLEDGED,
    /** The board says that it did not. */
    REFUSED,
    /** The board did not answer in time; whether it did it is not known. */
    TIMEOUT,
    /** No process has a link to the board, or the link closed before the answer. */
    UNREACHABLE,
    /** Nothing was sent: the command is none, came too late, or had no room. */
    REJECTED,
    /** An emergency stop came first. */
    SUPERSEDED,
    /** The process that had taken it ended without a word; whether the board did it is not known. */
    UNKNOWN;

    /** As results and metrics spell it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
