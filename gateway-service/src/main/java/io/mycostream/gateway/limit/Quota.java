package io.mycostream.gateway.limit;

/**
 * How many places a subject may hold at once, over all nodes.
 *
 * @param cap 1 or more
 */
public record Quota(Subject subject, int cap) {

    public Quota {
        if (cap < 1) {
            throw new IllegalArgumentException(subject.scope() + " needs at least one place: " + cap);
        }
    }
}
