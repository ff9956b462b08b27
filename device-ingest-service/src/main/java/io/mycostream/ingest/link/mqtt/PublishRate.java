package io.mycostream.ingest.link.mqtt;

/** How much of its permitted rate a client has left: as much as a second's, refilled all the time. */
final class PublishRate {

    private static final double NANOS = 1e9;

    private final int perSecond;
    private double left;
    private long asOf;

    PublishRate(int perSecond, long now) {
        this.perSecond = perSecond;
        this.left = perSecond;
        this.asOf = now;
    }

    /** Takes one message's worth, if there is. */
    boolean take(long now) {
        left = Math.min(perSecond, left + (now - asOf) * (perSecond / NANOS));
        asOf = now;
        if (left < 1) {
            return false;
        }
        left -= 1;
        return true;
    }
}
