package io.mycostream.publisher.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * The publications that are not confirmed yet, waiting or on their way, in the order in which they came.
 *
 * <p>It is bounded by number and by bytes. Many threads offer, one takes.
 */
final class Window {

    enum Offer {
        ACCEPTED,
        FULL,
        CLOSED
    }

    private final int capacity;
    private final long byteCapacity;
    private final Queue<Pending> waiting = new ArrayDeque<>();
    private int unconfirmed;
    private long unconfirmedBytes;
    private boolean closed;

    /**
     * Creates an empty window.
     *
     * @param capacity most publications not confirmed at once, 1 or more
     * @param byteCapacity most bytes of theirs; an empty window takes a publication of any size
     */
    Window(int capacity, long byteCapacity) {
        this.capacity = capacity;
        this.byteCapacity = byteCapacity;
    }

    synchronized Offer offer(Pending publication) {
        if (closed) {
            return Offer.CLOSED;
        }
        long bytes = unconfirmedBytes + publication.envelope().length;
        if (unconfirmed >= capacity || (unconfirmed > 0 && bytes > byteCapacity)) {
            return Offer.FULL;
        }
        unconfirmed++;
        unconfirmedBytes = bytes;
        waiting.add(publication);
        notifyAll();
        return Offer.ACCEPTED;
    }

    /**
     * Takes the oldest publications, waiting for one if there is none. They stay counted until {@link #settled}.
     *
     * @param most publications to return
     * @param mostBytes of theirs; the first one is returned whatever its size
     * @return empty when the window is closed and nothing waits any more
     */
    synchronized List<Pending> take(int most, long mostBytes) throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        List<Pending> taken = new ArrayList<>();
        long bytes = 0;
        for (Pending next = waiting.peek(); next != null && taken.size() < most; next = waiting.peek()) {
            bytes += next.envelope().length;
            if (bytes > mostBytes && !taken.isEmpty()) {
                break;
            }
            taken.add(waiting.remove());
        }
        return taken;
    }

    /** Returns how many wait to be taken. */
    synchronized int waiting() {
        return waiting.size();
    }

    /** Makes room for as many as were taken. */
    synchronized void settled(List<Pending> taken) {
        unconfirmed -= taken.size();
        for (Pending publication : taken) {
            unconfirmedBytes -= publication.envelope().length;
        }
    }

    /** Takes nothing any more. What waits can still be taken out. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Takes out everything that waits. */
    synchronized List<Pending> drain() {
        List<Pending> rest = new ArrayList<>(waiting);
        waiting.clear();
        settled(rest);
        return rest;
    }
}
