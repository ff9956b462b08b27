package io.mycostream.torture.journal;

import java.util.Locale;

/** Ways to disturb the suite. */
public enum Kind {
    /** Redis is killed and comes back with its data. */
    REDIS_KILL,
    /** Redis is killed and comes back empty. */
    REDIS_LOSS,
    /** Redis keeps its connections and answers nothing for a while. */
    REDIS_PAUSE,
    /** Redis cuts one connection, of a subscription or of another client. */
    CLIENT_KILL,
    /** A gateway is killed and started again. */
    GATEWAY_KILL,
    /** A gateway is asked to end, and started again. */
    GATEWAY_DRAIN,
    /** A subscriber stops reading for a while. */
    STALL,
    /** A subscriber leaves and comes back. */
    LEAVE;

    /** As a person writes it: {@code redis-kill}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public boolean disturbsRedis() {
        return switch (this) {
            case REDIS_KILL, REDIS_LOSS, REDIS_PAUSE, CLIENT_KILL -> true;
            case GATEWAY_KILL, GATEWAY_DRAIN, STALL, LEAVE -> false;
        };
    }

    /** Whether connections to the gateway it is done to end by it. */
    public boolean endsConnections() {
        return this == GATEWAY_KILL || this == GATEWAY_DRAIN;
    }

    /** Whether it is done to one subscriber and to nobody else. */
    public boolean disturbsOneSubscriber() {
        return this == STALL || this == LEAVE;
    }
}
