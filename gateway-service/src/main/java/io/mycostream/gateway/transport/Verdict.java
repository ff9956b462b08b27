package io.mycostream.gateway.transport;

import io.mycostream.gateway.identity.Identity;
import io.mycostream.gateway.limit.Lease;
import io.mycostream.gateway.stream.CloseReason;

/** Whether a request for a stream is let in. */
sealed interface Verdict {

    /**
     * Let in.
     *
     * @param lease of the places that the connection holds; to be released however it ends, also before it is open
     */
    record Admitted(Identity identity, Lease lease) implements Verdict {}

    record Refused(CloseReason reason) implements Verdict {}
}
