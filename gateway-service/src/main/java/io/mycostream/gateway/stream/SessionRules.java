package io.mycostream.gateway.stream;

import java.time.Duration;

/**
 * The bounds of a session; the same for all sessions of one dialect.
 *
 * @param outboxCapacity most frames waiting for one connection, 1 or more
 * @param outboxBytes most bytes waiting for one connection, 1 or more
 * @param overflow what gives way when the outbox is full
 * @param heartbeat pause between two heartbeats
 * @param idleTimeout silence of the client, or time in which it takes nothing of what waits, after which it is let go
 * @param subscribeTimeout longest wait for the broker's confirmation before the client is sent away
 */
public record SessionRules(
        int outboxCapacity,
        long outboxBytes,
        Overflow overflow,
        Duration heartbeat,
        Duration idleTimeout,
        Duration subscribeTimeout) {}
