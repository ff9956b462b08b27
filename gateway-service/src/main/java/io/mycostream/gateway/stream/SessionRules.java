package io.mycostream.gateway.stream;

import java.time.Duration;
import java.util.Optional;

/**
 * The bounds of a session; the same for all sessions of one kind.
 *
 * @param outboxCapacity most frames waiting for one connection, 1 or more
 * @param outboxBytes most bytes of this process that what waits for one connection may cost, 1 or more
 * @param overflow what gives way when the outbox is full
 * @param heartbeat when the client is told that all is well
 * @param idleTimeout silence of the client, or time in which it takes nothing of what waits, after which it is let go
 * @param pongTimeout time after a PING within which a WebSocket client has to answer one, or it is let go; empty if other signs of life
 *     are enough
 * @param subscribeTimeout longest wait for the broker's confirmation before the client is sent away
 */
public record SessionRules(
        int outboxCapacity,
        long outboxBytes,
        Overflow overflow,
        Heartbeat heartbeat,
        Duration idleTimeout,
        Optional<Duration> pongTimeout,
        Duration subscribeTimeout) {

    /**
     * The rhythm of heartbeats.
     *
     * @param pause between two of them; zero for none at all
     * @param onlyWhenQuiet counts the pause from the last thing that was sent instead of from the last heartbeat
     */
    public record Heartbeat(Duration pause, boolean onlyWhenQuiet) {

        /** At an even pace, whatever else is sent. */
        public static Heartbeat every(Duration pause) {
            return new Heartbeat(pause, false);
        }

        /** When nothing was sent for so long. */
        public static Heartbeat afterQuiet(Duration pause) {
            return new Heartbeat(pause, true);
        }
    }

    /** The same bounds with another rhythm of heartbeats. */
    public SessionRules with(Heartbeat other) {
        return new SessionRules(
                outboxCapacity, outboxBytes, overflow, other, idleTimeout, pongTimeout, subscribeTimeout);
    }

    /** The same bounds with another patience for silence. */
    public SessionRules withIdleTimeout(Duration other) {
        return new SessionRules(outboxCapacity, outboxBytes, overflow, heartbeat, other, pongTimeout, subscribeTimeout);
    }

    /** The same bounds, and PINGs have to be answered within this time. */
    public SessionRules withPongTimeout(Duration time) {
        return new SessionRules(
                outboxCapacity, outboxBytes, overflow, heartbeat, idleTimeout, Optional.of(time), subscribeTimeout);
    }
}
