package io.mycostream.ingest.app.rest;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What a user may do; each role includes those before it. The gateway's roles, from the same claim {@code groups}. */
public enum Role {
    OBSERVER,
    ADMIN,
    AUTHORITY,
    ROOT;

    boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** The highest role among the names, compared exactly; names of no role are passed over. */
    static Optional<Role> highest(Collection<String> names) {
        return Arrays.stream(values())
                .filter(role -> names.contains(role.name()))
                .max(Comparator.naturalOrder());
    }
}
