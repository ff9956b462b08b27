package io.mycostream.gateway.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The sessions that are sent the same; each membership knows its place here, so that one of thousands leaves at no cost. */
final class Listeners {

    private final List<Membership> memberships = new ArrayList<>();

    void add(Membership membership) {
        membership.place(memberships.size());
        memberships.add(membership);
    }

    /** Takes a membership out; false when it is not here. */
    boolean remove(Membership membership) {
        int place = membership.place();
        if (place < 0) {
            return false;
        }
        membership.place(-1);
        Membership last = memberships.removeLast();
        if (last != membership) {
            memberships.set(place, last);
            last.place(place);
        }
        return true;
    }

    boolean isEmpty() {
        return memberships.isEmpty();
    }

    void forEach(Consumer<Session> action) {
        for (Membership membership : memberships) {
            action.accept(membership.session());
        }
    }
}
