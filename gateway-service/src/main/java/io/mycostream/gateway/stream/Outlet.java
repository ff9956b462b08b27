package io.mycostream.gateway.stream;

import java.util.function.LongSupplier;

/**
 * What leaves one session: straight to its link while that takes more, through the outbox while it does not.
 *
 * <p>Writing or flushing may end the session, because that is when a broken connection shows; the session then closes this
 * outlet, from within the call. Confined to the event loop of the connection.
 */
final class Outlet {

    private final ClientLink link;
    private final Outbox outbox;
    private final StreamCounters counters;
    private final LongSupplier nanoClock;

    private long waitingSince;
    private long countedDrops;
    private boolean written;
    private boolean overflowed;
    private boolean slow;
    private boolean closed;

    Outlet(ClientLink link, Outbox outbox, StreamCounters counters, LongSupplier nanoClock) {
        this.link = link;
        this.outbox = outbox;
        this.counters = counters;
        this.nanoClock = nanoClock;
    }

    /** Takes a publication; what is written stays in this node until {@link #pour}. */
    void offer(Broadcast broadcast) {
        if (passes()) {
            written = true;
            link.write(broadcast.frame(link.form()));
            counters.publicationsDelivered(link.transport(), 1);
        } else if (!closed) {
            startWaiting();
            waits(outbox.offerPublication(broadcast.frame(link.form()), broadcast.key()));
        }
    }

    /** Takes an answer, which is on its way at once if the link takes it. */
    void answer(Message message) {
        Frame frame = link.form().encode(message);
        if (outbox.isEmpty() && link.writable()) {
            link.write(frame);
            link.flush();
        } else {
            startWaiting();
            waits(outbox.offerAnswer(frame));
        }
    }

    /** Hands on what waits, as far as the link takes it, and flushes once. */
    void pour() {
        written = false;
        while (link.writable()) {
            Outbox.Entry oldest = outbox.poll();
            if (oldest == null) {
                break;
            }
            link.write(oldest.frame());
            waitingSince = nanoClock.getAsLong();
            if (oldest.publication()) {
                counters.publicationsDelivered(link.transport(), 1);
            }
        }
        link.flush();
    }

    /** Whether something could neither be sent nor wait: the session has to end. */
    boolean overflowed() {
        return overflowed;
    }

    /** Whether the link has not taken everything yet. */
    boolean isWaiting() {
        return !outbox.isEmpty();
    }

    /** Since when the link has taken nothing of what waits, on the nanosecond clock; only while something does. */
    long waitingSince() {
        return waitingSince;
    }

    /** Frees what waits; nothing leaves any more. */
    void close() {
        closed = true;
        outbox.clear();
    }

    /** Whether a publication goes straight to the link. */
    private boolean passes() {
        if (outbox.isEmpty() && link.writable()) {
            return true;
        }
        if (!written) {
            return false;
        }
        // full perhaps only of what this drain has written: a burst must not drop what a flush makes room for
        written = false;
        link.flush();
        return !closed && outbox.isEmpty() && link.writable();
    }

    private void startWaiting() {
        if (outbox.isEmpty()) {
            waitingSince = nanoClock.getAsLong();
        }
    }

    private void waits(Outbox.Offer outcome) {
        overflowed = outcome == Outbox.Offer.OVERFLOWED;
        long drops = outbox.dropped();
        if (!slow && (overflowed || drops > 0)) {
            slow = true;
            counters.slowConsumer();
        }
        counters.publicationsOverflowed(drops - countedDrops);
        countedDrops = drops;
    }
}
