package io.mycostream.ingest.link.mqtt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The messages of one connection that are not acknowledged yet. MQTT wants acknowledgements in the order of arrival
 * ([MQTT-4.6.0-2]), while messages become safe in any order.
 *
 * <p>Belongs to the connection's event loop, but for {@link Slot#settle()}, which may be called from any thread.
 */
final class AckQueue {

    /** How an acknowledgement is written, and how what was written is sent. */
    interface Outlet {

        void write(int packetId, int qos);

        void flush();
    }

    private final Executor eventLoop;
    private final Outlet outlet;
    private final LinkCounters counters;
    private final Deque<Slot> slots = new ArrayDeque<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private boolean closed;

    AckQueue(Executor eventLoop, Outlet outlet, LinkCounters counters) {
        this.eventLoop = eventLoop;
        this.outlet = outlet;
        this.counters = counters;
    }

    /** Takes a message's place in the order. */
    Slot received(int packetId, int qos) {
        Slot slot = new Slot(packetId, qos, System.nanoTime());
        slots.addLast(slot);
        return slot;
    }

    int size() {
        return slots.size();
    }

    /** For how long the oldest message has not been settled, in nanoseconds; 0 when all are. */
    long oldestNanos() {
        Slot oldest = slots.peekFirst();
        return oldest == null ? 0 : System.nanoTime() - oldest.since;
    }

    /** What is settled from now on is acknowledged no more. */
    void close() {
        closed = true;
        slots.clear();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            eventLoop.execute(this::drain);
        }
    }

    /** One flush for all that became safe meanwhile: a system call costs more than all the rest. */
    private void drain() {
        scheduled.set(false);
        if (closed) {
            return;
        }
        boolean written = false;
        Slot oldest = slots.peekFirst();
        while (oldest != null && oldest.settled) {
            slots.removeFirst();
            outlet.write(oldest.packetId, oldest.qos);
            counters.acknowledge();
            written = true;
            oldest = slots.peekFirst();
        }
        if (written) {
            outlet.flush();
        }
    }

    /** One message's place. */
    final class Slot {

        private final int packetId;
        private final int qos;
        private final long since;
        private volatile boolean settled;

        private Slot(int packetId, int qos, long since) {
            this.packetId = packetId;
            this.qos = qos;
            this.since = since;
        }

        void settle() {
            settled = true;
            schedule();
        }
    }
}
