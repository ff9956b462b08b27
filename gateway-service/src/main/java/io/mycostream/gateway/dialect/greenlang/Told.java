package io.mycostream.gateway.dialect.greenlang;

/**
 * How far one client of one stream has been told of its events by this node, in the order of this node. It outlives the
 * connection: a client that returns to where it was has missed what came after, and nothing else.
 */
final class Told {

    private final long from;
    private final String besides;
    private volatile String place;

    /**
     * Begins with a connection.
     *
     * @param from number of the event up to which the client lacks nothing from the start
     * @param besides id with which it has still to be taken for one that another node told last; empty for none
     * @param place id with which it would come back now
     */
    Told(long from, String besides, String place) {
        this.from = from;
        this.besides = besides;
        this.place = place;
    }

    long from() {
        return from;
    }

    String besides() {
        return besides;
    }

    /** The id with which the client would come back now. */
    String place() {
        return place;
    }

    /** It was told one more, with this id. */
    void upTo(String id) {
        place = id;
    }
}
