package io.mycostream.ingest.link.serial;

import java.io.Serial;

/** A port could not be opened. The message says what was seen and what the operator can do about it. */
final class PortUnavailableException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    PortUnavailableException(String message) {
        super(message);
    }

    PortUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
