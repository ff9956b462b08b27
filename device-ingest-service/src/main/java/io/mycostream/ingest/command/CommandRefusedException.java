package io.mycostream.ingest.command;

import java.io.Serial;

/** A command that is none. The message says what was seen and what was expected, and may be shown to whoever gave it. */
public final class CommandRefusedException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    CommandRefusedException(String message) {
        super(message);
    }
}
