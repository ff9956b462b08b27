package io.mycostream.gateway.dialect.greenlang;

/**
 * How far one client of one stream has been told of its events by this node, in the order of this node. It outlives the
 * connection: a client that returns to where it was has missed what came after, and nothing else.
 */
final class Told {

    private final long from;
    private volatile String reached;
    private volatile String place;

    /**
     * Begins with a connection.
     *
     * @param from number of the event up to which the client lacks nothing from the start
     * @param reached id up to which it lacks nothing from there on; empty as long as that is not known
     * @param place id with which it comes back when it has got all that it is given at the start
     */
    Told(long from, String reached, String place) {
        this.from = from;
        this.reached = reached;
        this.place = place;
    }

    long from() {
        return from;
    }

    /** Id of the last event that it was told; empty when there is none. */
    String reached() {
        return reached;
    }

    /** It was told of one more. */
    void upTo(String id) {
        place = id;
        reached = id;
    }

    /** Everything was sent: returns the id with which the client would come back now. */
    String allSent() {
        reached = place;
        return place;
    }
}
