package io.mycostream.gateway.broker.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Plain publications that the history has just given and that may be held as well: they are not to be delivered twice. */
final class Expected {

    private final Map<Mark, Integer> times = new HashMap<>();

    void add(Mark mark) {
        times.merge(mark, 1, Integer::sum);
    }

    /**
     * Expects those of the history's latest with which what arrived begins: they arrived while it was read.
     *
     * @param kept in the history, in its order
     * @param arrived in the order of arrival
     */
    void addOverlap(List<Mark> kept, List<Mark> arrived) {
        for (int both = Math.min(kept.size(), arrived.size()); both > 0; both--) {
            if (kept.subList(kept.size() - both, kept.size()).equals(arrived.subList(0, both))) {
                arrived.subList(0, both).forEach(this::add);
                return;
            }
        }
    }

    /** Whether a message was expected; once for each time. Of one that nobody expects the mark is not even made. */
    boolean remove(ChannelMessage message) {
        if (times.isEmpty()) {
            return false;
        }
        Mark mark = message.mark();
        boolean expected = times.containsKey(mark);
        times.computeIfPresent(mark, (_, left) -> left == 1 ? null : left - 1);
        return expected;
    }

    void clear() {
        times.clear();
    }
}
