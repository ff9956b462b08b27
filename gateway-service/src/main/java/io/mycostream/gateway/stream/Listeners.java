package io.mycostream.gateway.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The sessions that are sent the same; each knows its place here, so that one of thousands leaves at no cost. */
final class Listeners {

    private final List<Session> sessions = new ArrayList<>();

    void add(Session session) {
        session.place(sessions.size());
        sessions.add(session);
    }

    /** Takes a session out; false when it is not here. */
    boolean remove(Session session) {
        int place = session.place();
        if (place < 0) {
            return false;
        }
        session.place(-1);
        Session last = sessions.removeLast();
        if (last != session) {
            sessions.set(place, last);
            last.place(place);
        }
        return true;
    }

    boolean isEmpty() {
        return sessions.isEmpty();
    }

    void forEach(Consumer<Session> action) {
        sessions.forEach(action);
    }
}
