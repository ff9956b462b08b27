package io.mycostream.gateway.stream;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Bounded queue between the hub, which never waits, and one client, which may be slow.
 *
 * <p>Bounded by messages and by bytes, which are those that waiting costs this process: around a short message there is more
 * than in it, and a stalled client may be the only one for whom its frame is still kept.
 *
 * <p>What gives way when it is full is the policy's choice, and only publications do: answers and acknowledgements stay,
 * because a client waits for them. An empty outbox takes one frame of any size, and one in which no publication waits takes
 * one publication of any size, so that a large one reaches a client whose bound is smaller.
 *
 * <p>Owns one reference of every frame inside. Confined to the event loop of its connection.
 */
final class Outbox {

    /** What became of an offered frame. */
    enum Offer {
        ACCEPTED,
        /** Nothing could give way: the connection has to end. The frame was released. */
        OVERFLOWED
    }

    /** An entry is 24 bytes, and its slot in the queue 6 at most: 4, and the queue grows by half. */
    static final int ENTRY_BYTES = 32;

    /** A short string and its array, without the characters. */
    static final int KEY_BYTES = 48;

    /**
     * A waiting frame.
     *
     * @param publication false for an answer, which never gives way
     * @param key kept only where it decides what gives way
     */
    record Entry(Frame frame, boolean publication, @Nullable String key) {

        private int cost() {
            return frame.cost() + ENTRY_BYTES + (key == null ? 0 : KEY_BYTES + 2 * key.length());
        }
    }

    private final int capacity;
    private final long capacityBytes;
    private final Overflow policy;
    private final StreamCounters counters;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private int publications;
    private long bytes;
    private long dropped;

    /**
     * Creates an empty outbox.
     *
     * @param capacity most frames waiting at once, 1 or more
     * @param capacityBytes most bytes that what waits may cost at once, 1 or more
     * @param counters told of each change of these bytes
     */
    Outbox(int capacity, long capacityBytes, Overflow policy, StreamCounters counters) {
        if (capacity < 1 || capacityBytes < 1) {
            throw new IllegalArgumentException("an outbox needs room for at least one frame: " + capacity + " frames, "
                    + capacityBytes + " bytes");
        }
        this.capacity = capacity;
        this.capacityBytes = capacityBytes;
        this.policy = policy;
        this.counters = counters;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    int size() {
        return entries.size();
    }

    /** What that which waits costs this process. */
    long bytes() {
        return bytes;
    }

    /** Publications that have given way since the outbox was made. */
    long dropped() {
        return dropped;
    }

    /**
     * Adds a publication's frame.
     *
     * @param frame the outbox takes over one reference, whatever the outcome
     */
    Offer offerPublication(Frame frame, @Nullable String key) {
        return offer(new Entry(frame, true, policy == Overflow.LATEST_PER_KEY ? key : null));
    }

    /**
     * Adds the frame of an answer.
     *
     * @param frame the outbox takes over one reference, whatever the outcome
     */
    Offer offerAnswer(Frame frame) {
        return offer(new Entry(frame, false, null));
    }

    /** Takes the oldest frame with its reference, or null when none waits. */
    @Nullable
    Entry poll() {
        Entry oldest = entries.poll();
        if (oldest != null) {
            removed(oldest);
        }
        return oldest;
    }

    /** Frees everything that waits. */
    void clear() {
        entries.forEach(entry -> entry.frame.release());
        entries.clear();
        publications = 0;
        cost(-bytes);
    }

    private Offer offer(Entry entry) {
        while (!hasRoomFor(entry)) {
            if (policy == Overflow.DISCONNECT || !giveWayTo(entry)) {
                entry.frame.release();
                return Offer.OVERFLOWED;
            }
        }
        entries.add(entry);
        publications += entry.publication ? 1 : 0;
        cost(entry.cost());
        return Offer.ACCEPTED;
    }

    private boolean hasRoomFor(Entry entry) {
        return entries.isEmpty()
                || (entry.publication && publications == 0)
                || (entries.size() < capacity && bytes + entry.cost() <= capacityBytes);
    }

    private void removed(Entry entry) {
        publications -= entry.publication ? 1 : 0;
        cost(-entry.cost());
    }

    private void cost(long more) {
        bytes += more;
        counters.outboxBytes(more);
    }

    private boolean giveWayTo(Entry entry) {
        return (entry.key != null && drop(entry.key)) || drop(null);
    }

    /** Drops the oldest publication with this key, or of any key; false when there is none. */
    private boolean drop(@Nullable String key) {
        for (Iterator<Entry> oldestFirst = entries.iterator(); oldestFirst.hasNext(); ) {
            Entry candidate = oldestFirst.next();
            if (candidate.publication && (key == null || key.equals(candidate.key))) {
                oldestFirst.remove();
                removed(candidate);
                candidate.frame.release();
                dropped++;
                return true;
            }
        }
        return false;
    }
}
