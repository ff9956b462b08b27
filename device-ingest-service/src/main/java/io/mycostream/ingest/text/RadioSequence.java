package io.mycostream.ingest.text;

import java.util.HashMap;
import java.util.Map;

/**
 * What the headers that a LoRa gateway prints tell about the radio: how many frames it did not receive.
 *
 * <p>Senders repeat what is not acknowledged under the same number, so a number seen again is a repetition. There are at
 * most 256 senders. Not thread-safe: it belongs to the thread of its link.
 */
public final class RadioSequence {

    /** Numbers further ahead than this were counted anew. */
    private static final int MAX_DISTANCE = 1001;

    /** Numbers at most this far behind are repetitions; the queues of all senders are shorter. */
    private static final int MAX_REPETITION = 16;

    private static final long MASK = 0xFFFF_FFFFL;

    private final Map<Integer, Long> last = new HashMap<>();

    /** The frames that are missing in front of this one, 0..1000. */
    public int missingBefore(TextMessage.LinkHeader header) {
        Long before = last.putIfAbsent(header.source(), header.seq());
        if (before == null || ((before - header.seq()) & MASK) <= MAX_REPETITION) {
            return 0;
        }
        last.put(header.source(), header.seq());
        long distance = (header.seq() - before) & MASK;
        return distance <= MAX_DISTANCE ? (int) distance - 1 : 0;
    }

    /** Forgets every sender. */
    public void reset() {
        last.clear();
    }
}
