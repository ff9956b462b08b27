package io.mycostream.ingest.device;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * The counter of one sender. With {@code d} the distance from the last number, modulo the counter's width:
 *
 * <pre>
 *  greeting, d neither 0 nor 1               restart
 *  number and bytes among the last frames    duplicate
 *  d = 0, other bytes                        restart
 *  d = 1                                     in order
 *  1 &lt; d &lt;= 1001                             gap of d - 1
 *  1001 &lt; d &lt; half the width                 restart
 *  further, and known to be missing          late
 *  further                                   restart
 * </pre>
 *
 * Upstream compares plainly and breaks where the counter wraps to 0; distances do not.
 */
final class SenderSequence {

    private static final int MAX_DISTANCE = 1001;

    /**
     * How far back a missing number is remembered. A power of two, so that it divides both counter widths and a
     * number's place does not depend on wrapping.
     */
    private static final int MISSING_WINDOW = 4096;

    private final long mask;
    private final RecentFrames recent = new RecentFrames();
    private final BitSet missing = new BitSet(MISSING_WINDOW);
    private long last = -1;

    /** Marks of frames that an earlier process has heard, and perhaps not passed on before it ended. */
    private Set<Long> repeatable = new HashSet<>();

    SenderSequence(int bits) {
        this.mask = (1L << bits) - 1;
    }

    /** Goes on where a counter was known to be. */
    SenderSequence(CounterState known) {
        this(known.key().variant().sequenceBits());
        this.last = known.last();
        this.repeatable = new HashSet<>(known.repeatable());
    }

    SequenceVerdict judge(long seq, boolean greeting, byte[] fingerprint) {
        SequenceVerdict verdict = verdict(seq, greeting, fingerprint);
        switch (verdict) {
            case SequenceVerdict.InOrder _, SequenceVerdict.Gap _ -> advance(seq);
            case SequenceVerdict.Restart _ -> restart(seq);
            case SequenceVerdict.Late _ -> missing.clear(place(seq));
            case SequenceVerdict.Duplicate _ -> {}
        }
        if (verdict.accepted()) {
            recent.add(seq, fingerprint);
            repeatable.remove(CounterState.mark(fingerprint));
        }
        return verdict;
    }

    private SequenceVerdict verdict(long seq, boolean greeting, byte[] fingerprint) {
        if (last < 0) {
            return new SequenceVerdict.InOrder();
        }
        if (repeatable.contains(CounterState.mark(fingerprint))) {
            // whether it is needed is known to whoever knows what has arrived
            return new SequenceVerdict.Late();
        }
        long distance = (seq - last) & mask;
        if (greeting && distance > 1) {
            return new SequenceVerdict.Restart();
        }
        if (recent.contains(seq, fingerprint)) {
            return new SequenceVerdict.Duplicate();
        }
        if (distance == 1) {
            return new SequenceVerdict.InOrder();
        }
        if (distance > 1 && distance <= MAX_DISTANCE) {
            return new SequenceVerdict.Gap((int) distance - 1);
        }
        return isMissing(seq) ? new SequenceVerdict.Late() : new SequenceVerdict.Restart();
    }

    private boolean isMissing(long seq) {
        long age = (last - seq) & mask;
        return age > 0 && age < MISSING_WINDOW && missing.get(place(seq));
    }

    private void advance(long seq) {
        if (last >= 0) {
            for (long between = last + 1 & mask; between != seq; between = between + 1 & mask) {
                missing.set(place(between));
            }
        }
        missing.clear(place(seq));
        last = seq;
    }

    private void restart(long seq) {
        missing.clear();
        recent.clear();
        repeatable.clear();
        last = seq;
    }

    private static int place(long seq) {
        return (int) (seq % MISSING_WINDOW);
    }
}
