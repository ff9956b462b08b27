package io.mycostream.ingest.app.rest;

import java.io.Serial;

/** A token that does not let its bearer in. The message may be shown to the bearer. */
final class TokenRefusedException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    TokenRefusedException(String message) {
        super(message);
    }

    TokenRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
