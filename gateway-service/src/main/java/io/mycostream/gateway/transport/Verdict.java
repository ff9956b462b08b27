package io.mycostream.gateway.transport;

import io.mycostream.gateway.identity.Identity;
import io.mycostream.gateway.stream.CloseReason;

/** Whether a request for a stream is let in, as far as it can be said before its connection is open. */
sealed interface Verdict {

    /** Let in, if there is a place. */
    record Admitted(Identity identity) implements Verdict {}

    record Refused(CloseReason reason) implements Verdict {}
}
