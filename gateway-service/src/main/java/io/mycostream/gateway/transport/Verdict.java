package io.mycostream.gateway.transport;

import io.mycostream.gateway.identity.Identity;
import io.mycostream.gateway.limit.Lease;
import io.mycostream.gateway.stream.CloseReason;

/** Whether a request for a stream is let in. */
sealed interface Verdict {

    /** Let in, and holding a place that has to be given back. */
    record Admitted(Identity identity, Lease lease) implements Verdict {}

    record Refused(CloseReason reason) implements Verdict {}
}
