package io.mycostream.gateway.stream;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What it takes to open a session.
 *
 * @param conversation how to talk with the client
 * @param link the way to it
 * @param rules the session's bounds
 * @param expiresAt when its right to be here ends, leeway included; empty for never
 * @param ended told once, on the connection's event loop, when the session is over
 */
public record SessionRequest(
        Conversation conversation,
        ClientLink link,
        SessionRules rules,
        Optional<Instant> expiresAt,
        Consumer<CloseReason> ended) {}
