package io.mycostream.gateway.broker.redis;

import java.util.Iterator;
import java.util.LinkedHashSet;

/** The latest ids of a channel's publications without a position, bounded. Not for use by several threads at once. */
final class RecentIds {

    private final int most;
    private final LinkedHashSet<String> ids = new LinkedHashSet<>();

    RecentIds(int most) {
        this.most = most;
    }

    boolean contains(String id) {
        return ids.contains(id);
    }

    void add(String id) {
        ids.addLast(id);
        if (ids.size() > most) {
            Iterator<String> oldest = ids.iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
