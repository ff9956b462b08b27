package io.mycostream.gateway.stream;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What it takes to open a session.
 *
 * @param dialect how the client speaks
 * @param subscription what it listens to
 * @param resume how far it had come when it was here before; empty for a new client
 * @param link the way to it
 * @param rules the session's bounds
 * @param expiresAt when its right to be here ends, leeway included; empty for never
 * @param ended told once, on the connection's event loop, when the session is over
 */
public record SessionRequest(
        Dialect dialect,
        Subscription subscription,
        Optional<Resume> resume,
        ClientLink link,
        SessionRules rules,
        Optional<Instant> expiresAt,
        Consumer<CloseReason> ended) {}
