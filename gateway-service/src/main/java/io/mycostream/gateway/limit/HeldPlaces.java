package io.mycostream.gateway.limit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The places that connections of this node hold, each under a number of its own.
 *
 * <p>Safe for use by many threads.
 */
public final class HeldPlaces {

    private final Map<Subject, Set<Long>> held = new ConcurrentHashMap<>();
    private final Map<Scope, AtomicInteger> subjects = perScope();
    private final Map<Scope, AtomicInteger> places = perScope();

    private static Map<Scope, AtomicInteger> perScope() {
        Map<Scope, AtomicInteger> counts = new EnumMap<>(Scope.class);
        for (Scope scope : Scope.values()) {
            counts.put(scope, new AtomicInteger());
        }
        return counts;
    }

    private static AtomicInteger of(Map<Scope, AtomicInteger> counts, Scope scope) {
        return Objects.requireNonNull(counts.get(scope));
    }

    /** Holds a place unless this node holds as many as the quota has; whether it does. */
    public boolean addWithin(Quota quota, long number) {
        Subject subject = quota.subject();
        int cap = quota.cap();
        boolean[] added = {false};
        held.compute(subject, (_, present) -> {
            Set<Long> numbers = present == null ? new HashSet<>(2) : present;
            if (numbers.size() < cap && numbers.add(number)) {
                added[0] = true;
                of(places, subject.scope()).incrementAndGet();
                if (present == null) {
                    of(subjects, subject.scope()).incrementAndGet();
                }
            }
            return numbers.isEmpty() ? null : numbers;
        });
        return added[0];
    }

    /** Holds a place no longer. */
    public void remove(Subject subject, long number) {
        held.computeIfPresent(subject, (_, numbers) -> {
            if (numbers.remove(number)) {
                of(places, subject.scope()).decrementAndGet();
                if (numbers.isEmpty()) {
                    of(subjects, subject.scope()).decrementAndGet();
                }
            }
            return numbers.isEmpty() ? null : numbers;
        });
    }

    /** Everybody who holds a place now. */
    public List<Subject> subjects() {
        return List.copyOf(held.keySet());
    }

    /** The numbers of a subject's places. */
    public List<Long> numbers(Subject subject) {
        List<List<Long>> copy = new ArrayList<>(1);
        held.computeIfPresent(subject, (_, numbers) -> {
            copy.add(List.copyOf(numbers));
            return numbers;
        });
        return copy.isEmpty() ? List.of() : copy.getFirst();
    }

    /** How many subjects of this kind hold a place. */
    public int subjects(Scope scope) {
        return of(subjects, scope).get();
    }

    /** How many places subjects of this kind hold together. */
    public int places(Scope scope) {
        return of(places, scope).get();
    }
}
