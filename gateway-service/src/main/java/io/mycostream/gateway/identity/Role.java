package io.mycostream.gateway.identity;

import io.mycostream.gateway.stream.CloseReason;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What a user may do; each role includes those before it. */
public enum Role {
    OBSERVER(CloseReason.OBSERVER_REQUIRED),
    ADMIN(CloseReason.ADMIN_REQUIRED),
    AUTHORITY(CloseReason.AUTHORITY_REQUIRED),
    ROOT(CloseReason.ROOT_REQUIRED);

    private final CloseReason missing;

    Role(CloseReason missing) {
        this.missing = missing;
    }

    /** How those are refused who lack this role. */
    public CloseReason missing() {
        return missing;
    }

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** The highest role among the names, compared exactly; names of no role are passed over. */
    public static Optional<Role> highest(Collection<String> names) {
        return Arrays.stream(values())
                .filter(role -> names.contains(role.name()))
                .max(Comparator.naturalOrder());
    }
}
