package io.mycostream.sim.board;

import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.sim.board.Sending.Framed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Frames that wait for an acknowledgement, as the binary firmwares keep them: each is sent at once, then again and again out
 * of a small queue. A frame that finds the queue full is sent once and forgotten.
 */
final class RepeatQueue {

    /**
     * @param capacity frames
     * @param repetitions how often a frame is sent again
     * @param intervalNanos between two repetitions of one frame
     * @param firstAtOnce whether an entry counts as never sent, so that its first repetition follows immediately
     */
    record Rule(int capacity, int repetitions, long intervalNanos, boolean firstAtOnce) {

        /** Side A, old and durable, on its serial line. */
        static final Rule SIDE_A = new Rule(6, 9, 120 * Uptime.MILLI, true);

        /** Side B of the radio firmware. */
        static final Rule SIDE_B = new Rule(8, 6, 1_800 * Uptime.MILLI, false);
    }

    private static final class Entry {
        private final MdpFrame frame;
        private int repeated;
        private long due;

        Entry(MdpFrame frame, long due) {
            this.frame = frame;
            this.due = due;
        }
    }

    private final Rule rule;
    private final Deque<Entry> waiting = new ArrayDeque<>();

    RepeatQueue(Rule rule) {
        this.rule = rule;
    }

    /** Sends a frame, and keeps it for repetition if there is room. */
    void send(MdpFrame frame, long uptimeNanos, Outlet outlet) {
        boolean room = waiting.size() < rule.capacity();
        outlet.send(new Framed(frame, 0, room));
        if (room) {
            waiting.add(new Entry(frame, uptimeNanos + (rule.firstAtOnce() ? 0 : rule.intervalNanos())));
        } else {
            outlet.abandoned(frame);
        }
    }

    long nextDue() {
        return waiting.stream().mapToLong(entry -> entry.due).min().orElse(Uptime.NEVER);
    }

    /** Repeats what is due, and returns the frames that have been repeated often enough and are given up. */
    List<MdpFrame> repeat(long uptimeNanos, Outlet outlet) {
        List<MdpFrame> abandoned = new ArrayList<>();
        for (Iterator<Entry> entries = waiting.iterator(); entries.hasNext(); ) {
            Entry entry = entries.next();
            if (entry.due > uptimeNanos) {
                continue;
            }
            if (entry.repeated == rule.repetitions()) {
                entries.remove();
                abandoned.add(entry.frame);
                outlet.abandoned(entry.frame);
            } else {
                entry.repeated++;
                entry.due = uptimeNanos + rule.intervalNanos();
                outlet.send(new Framed(entry.frame, entry.repeated, true));
            }
        }
        return abandoned;
    }

    /** Forgets every frame up to a number: acknowledgements are cumulative, and compared without the wrap. */
    void acknowledge(long upTo, Outlet outlet) {
        waiting.removeIf(entry -> {
            boolean done = entry.frame.seq() <= upTo;
            if (done) {
                outlet.acknowledged(entry.frame);
            }
            return done;
        });
    }

    /** What a reset leaves: nothing. Returns what waited. */
    List<MdpFrame> clear() {
        List<MdpFrame> waited = waiting.stream().map(entry -> entry.frame).toList();
        waiting.clear();
        return waited;
    }
}
