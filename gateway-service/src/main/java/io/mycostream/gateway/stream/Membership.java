package io.mycostream.gateway.stream;

/** One subscription of one session, in force; it knows its place among the {@link Listeners}. */
final class Membership {

    private final Session session;
    private final Audience audience;

    /** Where its loop's index has it; -1 while it is not in there. */
    private int place = -1;

    Membership(Session session, Audience audience) {
        this.session = session;
        this.audience = audience;
    }

    Session session() {
        return session;
    }

    Audience audience() {
        return audience;
    }

    int place() {
        return place;
    }

    void place(int index) {
        place = index;
    }
}
