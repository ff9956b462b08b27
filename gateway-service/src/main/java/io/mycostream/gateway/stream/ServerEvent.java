package io.mycostream.gateway.stream;

import java.time.Instant;
import java.util.Optional;

/** What a session's client may be told besides publications. Each carries the time at which it happened. */
public sealed interface ServerEvent {

    Instant at();

    /**
     * The subscription is in force: every publication from now on arrives.
     *
     * @param recovery for a client that returned, whether it is about to get everything it missed
     * @param place for a client that is new, the id after which it can return although it has got nothing yet
     */
    record Subscribed(Instant at, Recovery.Verdict recovery, Optional<String> place) implements ServerEvent {}

    /** Between what the client got last and what it gets next publications may be missing. */
    record Gap(Instant at, GapReason reason) implements ServerEvent {}

    /** Answer to {@link ClientCommand.Ping}. */
    record Pong(Instant at) implements ServerEvent {}

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
