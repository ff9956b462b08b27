package io.mycostream.gateway.identity;

import io.mycostream.gateway.stream.CloseReason;

/** A token that does not let its bearer in. */
public final class TokenRefusedException extends Exception {

    private final CloseReason reason;

    TokenRefusedException(CloseReason reason, Throwable cause) {
        super(reason.text(), cause);
        this.reason = reason;
    }

    public TokenRefusedException(CloseReason reason) {
        super(reason.text());
        this.reason = reason;
    }

    public CloseReason reason() {
        return reason;
    }
}
