package io.mycostream.gateway.limit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many connections there may be: of a user, of a stream, on this node. A connection needs a place in each, and is
 * refused for the first of them that has none.
 *
 * <p>Safe for use by many threads; it never waits.
 */
public final class ConnectionLimit {

    private final Places places;
    private final int perUser;
    private final int perNode;
    private final AtomicInteger onNode = new AtomicInteger();
    private final Map<Scope, LongAdder> refused = new EnumMap<>(Scope.class);

    /**
     * Creates a limit with all places free.
     *
     * @param places where users and streams are counted
     * @param perUser most connections of one user at a time, 1 or more
     * @param perNode most connections of this node at a time, 1 or more
     */
    public ConnectionLimit(Places places, int perUser, int perNode) {
        if (perUser < 1 || perNode < 1) {
            throw new IllegalArgumentException("limits are at least 1: " + perUser + " a user, " + perNode + " a node");
        }
        this.places = places;
        this.perUser = perUser;
        this.perNode = perNode;
        for (Scope scope : Scope.values()) {
            refused.put(scope, new LongAdder());
        }
    }

    /**
     * Takes all the places that a connection needs, or none.
     *
     * @param user who it belongs to; nobody's is counted for its stream and its node only
     * @param stream quota of its stream, if that has one
     */
    public CompletionStage<Entry> enter(Optional<String> user, Optional<Quota> stream) {
        Deque<Quota> wanted = new ArrayDeque<>(2);
        user.ifPresent(id -> wanted.add(new Quota(Subject.user(id), perUser)));
        stream.ifPresent(wanted::add);
        List<Lease> taken = new ArrayList<>(wanted.size() + 1);
        return take(wanted, taken).whenComplete((_, failure) -> {
            if (failure != null) {
                giveBack(taken);
            }
        });
    }

    private CompletionStage<Entry> take(Deque<Quota> wanted, List<Lease> taken) {
        Quota next = wanted.poll();
        if (next == null) {
            return CompletableFuture.completedStage(takeOnNode(taken));
        }
        return places.take(next).thenCompose(lease -> {
            if (lease.isEmpty()) {
                return CompletableFuture.completedStage(full(next.subject().scope(), taken));
            }
            taken.add(lease.get());
            return take(wanted, taken);
        });
    }

    private Entry takeOnNode(List<Lease> taken) {
        int before = onNode.getAndUpdate(count -> Math.min(count + 1, perNode));
        if (before == perNode) {
            return full(Scope.NODE, taken);
        }
        taken.add(new Lease(onNode::decrementAndGet));
        return new Entry.Granted(new Lease(() -> giveBack(taken)));
    }

    private Entry full(Scope scope, List<Lease> taken) {
        giveBack(taken);
        Objects.requireNonNull(refused.get(scope)).increment();
        return new Entry.Full(scope);
    }

    private static void giveBack(List<Lease> taken) {
        taken.forEach(Lease::release);
    }

    /** Connections that hold a place on this node now. */
    public int onNode() {
        return onNode.get();
    }

    /** Connections refused for want of a place of this kind. */
    public long refused(Scope scope) {
        return Objects.requireNonNull(refused.get(scope)).sum();
    }
}
