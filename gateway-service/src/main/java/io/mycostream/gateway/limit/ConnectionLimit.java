package io.mycostream.gateway.limit;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many connections each user holds on this node, whatever API and transport they use.
 *
 * <p>Safe for use by many threads.
 */
public final class ConnectionLimit {

    private final int perUser;
    private final Map<String, Integer> held = new ConcurrentHashMap<>();

    /**
     * Creates a limit with all places free.
     *
     * @param perUser most connections of one user at a time, 1 or more
     */
    public ConnectionLimit(int perUser) {
        if (perUser < 1) {
            throw new IllegalArgumentException("a user needs at least one connection: " + perUser);
        }
        this.perUser = perUser;
    }

    /** Takes a place for a user; empty when all of them are taken. */
    public Optional<Lease> acquire(String user) {
        int[] before = {0};
        held.compute(user, (_, count) -> {
            before[0] = count == null ? 0 : count;
            return Math.min(before[0] + 1, perUser);
        });
        return before[0] < perUser ? Optional.of(new Lease(() -> release(user))) : Optional.empty();
    }

    /** Places this user holds now. */
    public int heldBy(String user) {
        return held.getOrDefault(user, 0);
    }

    /** Users who hold a place now. */
    public int users() {
        return held.size();
    }

    private void release(String user) {
        held.computeIfPresent(user, (_, count) -> count == 1 ? null : count - 1);
    }
}
