package io.mycostream.gateway.dialect.greenlang;

import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Recovery.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The last events of one stream, of several channels, in the order in which this node heard them. Not for use by several
 * threads at once.
 *
 * <p>All nodes hear the events of one channel in one order. Between channels they do too, as long as all is well, since one
 * connection to Redis carries all channels; but what was filled after an interruption, or restored at the start, may stand
 * elsewhere on another node. Where that may be, a returning client gets the events of other channels that stand there once
 * more: it may come from a node that had not told it of them.
 */
final class StreamHistory {

    private final Deque<Kept> events = new ArrayDeque<>();
    private long weight;

    /** Adds the newest event, and forgets the oldest beyond this number of them. */
    void add(Kept event, int most) {
        events.add(event);
        weight += event.weight();
        trim(most);
    }

    /** Adds what was restored of one channel, between what was restored of others and before what was heard since. */
    void restore(Collection<Kept> restored, int most) {
        List<Kept> before = new ArrayList<>(restored);
        List<Kept> since = new ArrayList<>();
        events.forEach(event -> (event.restored() ? before : since).add(event));
        before.sort(Comparator.comparingLong(Kept::number)
                .thenComparing(event -> event.channel().name()));
        events.clear();
        events.addAll(before);
        events.addAll(since);
        weight = events.stream().mapToLong(Kept::weight).sum();
        trim(most);
    }

    private void trim(int most) {
        while (events.size() > most) {
            forgetOldest();
        }
    }

    void forgetOldest() {
        weight -= events.remove().weight();
    }

    int size() {
        return events.size();
    }

    long weight() {
        return weight;
    }

    /** The id of the newest event. */
    Optional<String> newest() {
        return Optional.ofNullable(events.peekLast()).map(Kept::id);
    }

    /**
     * What a client gets that was told last of the event with this id.
     *
     * @param spread by how much the times of restored events may be wrong
     * @param gap number of the first event behind the latest gap
     */
    Recovery after(String id, long spread, long gap) {
        // the oldest of its kind counts: when a publisher has sent one id twice, a repetition is better than a loss
        Optional<Kept> found =
                events.stream().filter(event -> event.id().equals(id)).findFirst();
        if (found.isEmpty()) {
            return new Recovery(publications(List.copyOf(events)), Verdict.INCOMPLETE);
        }
        Kept last = found.get();
        List<Kept> missed = new ArrayList<>();
        boolean behind = false;
        for (Kept event : events) {
            if (behind || mayHaveComeAfter(event, last, spread)) {
                missed.add(event);
            }
            behind |= event.equals(last);
        }
        return new Recovery(publications(missed), last.number() >= gap ? Verdict.COMPLETE : Verdict.INCOMPLETE);
    }

    /** Whether another node may have told of an event after that one, though it stands before it here. */
    private static boolean mayHaveComeAfter(Kept event, Kept last, long spread) {
        if (event.channel().equals(last.channel())) {
            return false;
        }
        if (!last.restored()) {
            return event.number() >= last.since();
        }
        return !event.isPlaced() || !last.isPlaced() || event.number() >= last.number() - spread;
    }

    private static List<Publication> publications(List<Kept> events) {
        return events.stream().map(Kept::publication).toList();
    }
}
