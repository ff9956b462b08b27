package io.mycostream.gateway.stream;

import java.time.Duration;

/** The signs of life of one connection: when it is our turn to give one, and how long the client's may fail to come. */
final class Pulse {

    /** Later than any session lasts, and far enough from the end of the numbers to be added to. */
    static final long FAR_NANOS = Long.MAX_VALUE / 2;

    private final boolean clientSpeaks;
    private final long idleNanos;
    private final long pongNanos;
    private final long heartbeatNanos;
    private final boolean beatsWhenQuiet;
    private long lastSeen;
    private long nextBeat;
    private long unansweredSince = TimerWheel.NEVER;

    /**
     * Begins.
     *
     * @param transport on SSE nothing comes from the client
     */
    Pulse(SessionRules rules, Transport transport, long nowNanos) {
        this.clientSpeaks = transport == Transport.WEBSOCKET;
        this.idleNanos = rules.idleTimeout().toNanos();
        this.pongNanos = rules.pongTimeout().map(Duration::toNanos).orElse(FAR_NANOS);
        boolean beats = rules.heartbeat().pause().isPositive();
        this.heartbeatNanos = beats ? rules.heartbeat().pause().toNanos() : FAR_NANOS;
        this.beatsWhenQuiet = rules.heartbeat().onlyWhenQuiet();
        this.lastSeen = nowNanos;
        this.nextBeat = nowNanos + heartbeatNanos;
    }

    /** A frame of any kind came. */
    void seen(long nowNanos) {
        lastSeen = nowNanos;
    }

    /** A PONG came. */
    void answered() {
        unansweredSince = TimerWheel.NEVER;
    }

    /** A PING was sent. */
    void pinged(long nowNanos) {
        if (clientSpeaks && unansweredSince == TimerWheel.NEVER) {
            unansweredSince = nowNanos;
        }
    }

    /** Something was sent: it is not quiet. */
    void spoke(long nowNanos) {
        if (beatsWhenQuiet) {
            nextBeat = nowNanos + heartbeatNanos;
        }
    }

    /** Whether a heartbeat is due; then the next one is set. */
    boolean beats(long nowNanos) {
        boolean due = nowNanos >= nextBeat;
        if (due) {
            nextBeat = nowNanos + heartbeatNanos;
        }
        return due;
    }

    boolean beatsWhenQuiet() {
        return beatsWhenQuiet;
    }

    long nextBeat() {
        return nextBeat;
    }

    /** When the client is taken for gone, should no sign of it come. */
    long end() {
        long silent = clientSpeaks ? lastSeen + idleNanos : TimerWheel.NEVER;
        return unansweredSince == TimerWheel.NEVER ? silent : Math.min(silent, unansweredSince + pongNanos);
    }

    /** When a client is taken for gone that has taken nothing since then. */
    long end(long stuckSince) {
        return stuckSince + idleNanos;
    }
}
