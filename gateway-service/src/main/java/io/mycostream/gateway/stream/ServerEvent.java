package io.mycostream.gateway.stream;

import java.time.Instant;

/** What happens to a session besides publications and answers. Each carries the time at which it happened. */
public sealed interface ServerEvent {

    Instant at();

    /** Between what the client got last and what it gets next publications may be missing. */
    record Gap(Instant at, GapReason reason) implements ServerEvent {}

    /**
     * The client's frame was not understood; the session goes on.
     *
     * @param problem what was seen and what was expected, safe to show
     */
    record Misunderstood(Instant at, String problem) implements ServerEvent {}

    /** Nothing was said for a while; silence longer than this means trouble. */
    record Heartbeat(Instant at) implements ServerEvent {}

    /** This node is about to stop. */
    record Draining(Instant at) implements ServerEvent {}
}
