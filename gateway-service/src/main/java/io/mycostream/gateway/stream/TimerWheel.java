package io.mycostream.gateway.stream;

import java.util.HashSet;
import java.util.Set;

/**
 * Hashed timer wheel of one event loop: thousands of deadlines for the price of one periodic task.
 *
 * <p>Deadlines are kept to one tick. A deadline beyond the wheel's span is looked at once per turn. Confined to its event
 * loop, which calls {@link #advance} every tick.
 */
final class TimerWheel {

    /** Something with a deadline. */
    interface Timed {

        /**
         * Does what is due.
         *
         * @return the next deadline in nanoseconds of the same clock
         */
        long due(long nowNanos);

        /** The slot this is filed under, as last set by the wheel; -1 when it is not in the wheel. */
        int slot();

        void slot(int slot);
    }

    private final long tickNanos;
    private final Set<Timed>[] slots;
    private long currentTick;
    private int size;

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types
    TimerWheel(long tickNanos, int slots, long nowNanos) {
        this.tickNanos = tickNanos;
        this.slots = new Set[slots];
        for (int i = 0; i < slots; i++) {
            this.slots[i] = new HashSet<>();
        }
        this.currentTick = nowNanos / tickNanos;
    }

    int size() {
        return size;
    }

    /** Files something under its deadline; never under the tick that is running. */
    void add(Timed timed, long deadlineNanos) {
        long tick = Math.ceilDiv(deadlineNanos, tickNanos);
        long ahead = Math.clamp(tick - currentTick, 1, slots.length - 1);
        int slot = Math.floorMod(currentTick + ahead, slots.length);
        slots[slot].add(timed);
        timed.slot(slot);
        size++;
    }

    void remove(Timed timed) {
        int slot = timed.slot();
        if (slot >= 0 && slots[slot].remove(timed)) {
            timed.slot(-1);
            size--;
        }
    }

    /** Turns the wheel up to now and lets everything act whose slot was passed. */
    void advance(long nowNanos) {
        long target = nowNanos / tickNanos;
        if (target - currentTick > slots.length) {
            // the loop stood still for more than a turn: one turn visits every slot
            currentTick = target - slots.length;
        }
        while (currentTick < target) {
            currentTick++;
            int slot = Math.floorMod(currentTick, slots.length);
            if (!slots[slot].isEmpty()) {
                Set<Timed> passed = slots[slot];
                slots[slot] = new HashSet<>();
                size -= passed.size();
                for (Timed timed : passed) {
                    timed.slot(-1);
                }
                for (Timed timed : passed) {
                    long next = timed.due(nowNanos);
                    if (next != NEVER) {
                        add(timed, next);
                    }
                }
            }
        }
    }

    /** Answer of {@link Timed#due} that takes it out of the wheel. */
    static final long NEVER = Long.MAX_VALUE;
}
