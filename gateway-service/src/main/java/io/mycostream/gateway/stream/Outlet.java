package io.mycostream.gateway.stream;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Optional;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What leaves one session: straight to its link while that takes more, through the outbox while it does not. What a
 * returning client missed goes before everything else, is put into words only when the link takes it, and never gives way.
 *
 * <p>Writing or flushing may end the session, because that is when a broken connection shows; the session then closes this
 * outlet, from within the call. Confined to the event loop of the connection.
 */
final class Outlet {

    /** The words for what this outlet sends by itself. */
    interface Words {

        /** A publication from the history; empty when it is none for this client. */
        Optional<Message> recovered(Publication publication);

        /** Whether a publication from the history is for this client. */
        boolean concerns(Publication publication);

        /** The notice that publications gave way; empty when the client cannot be told. */
        Optional<Message> gap();
    }

    private final ClientLink link;
    private final Outbox outbox;
    private final StreamCounters counters;
    private final LongSupplier nanoClock;
    private final Words words;
    private final RecoveryMemory memory;

    private long remembered;
    private Queue<Publication> recovery = new ArrayDeque<>(0);

    /** What waited before there was something to recover, and goes before it. */
    private final Queue<Frame> firstWords = new ArrayDeque<>(0);

    private long waitingSince;
    private long countedDrops;
    private long toldDrops;
    private boolean written;
    private boolean overflowed;
    private boolean slow;
    private boolean closed;

    Outlet(
            ClientLink link,
            Outbox outbox,
            StreamCounters counters,
            LongSupplier nanoClock,
            Words words,
            RecoveryMemory memory) {
        this.link = link;
        this.outbox = outbox;
        this.counters = counters;
        this.nanoClock = nanoClock;
        this.words = words;
        this.memory = memory;
    }

    /** Takes what the client missed; publications offered from now on wait behind it. It goes out with {@link #pour}. */
    void recover(Collection<Publication> missed) {
        if (!missed.isEmpty()) {
            startWaiting();
            for (Outbox.Entry earlier = outbox.poll(); earlier != null; earlier = outbox.poll()) {
                firstWords.add(earlier.frame());
            }
            recovery = new ArrayDeque<>(missed);
        }
    }

    /**
     * Keeps what the link has not taken yet of what the client missed, for as long as that lasts.
     *
     * @return false if this node has no memory left for it, and has forgotten it
     */
    boolean keepRest() {
        recovery.removeIf(missed -> !words.concerns(missed));
        long rest =
                recovery.stream().mapToLong(missed -> missed.payload().length()).sum();
        if (!memory.take(rest)) {
            recovery.clear();
            return false;
        }
        remembered = rest;
        return true;
    }

    /** Whether the link has not taken everything yet of what the client missed; nothing else may be recovered meanwhile. */
    boolean isRecovering() {
        return !recovery.isEmpty() || !firstWords.isEmpty();
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
        if (!isWaiting() && link.writable()) {
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
        while (!closed && link.writable() && (pourFirstWords() || pourRecovered() || pourWaiting())) {
            waitingSince = nanoClock.getAsLong();
        }
        link.flush();
    }

    private boolean pourFirstWords() {
        Frame first = firstWords.poll();
        if (first == null) {
            return false;
        }
        link.write(first);
        return true;
    }

    /** Writes the next publication from the history; false when there is none left. */
    private boolean pourRecovered() {
        Publication missed = recovery.poll();
        if (missed == null) {
            return false;
        }
        if (remembered > 0) {
            memory.giveBack(missed.payload().length());
            remembered -= missed.payload().length();
        }
        words.recovered(missed).ifPresent(message -> {
            link.write(link.form().encode(message));
            counters.publicationRecovered();
            counters.publicationsDelivered(link.transport(), 1);
        });
        return true;
    }

    /** Writes what waits longest, after a notice when something before it gave way; false when nothing waits. */
    private boolean pourWaiting() {
        Outbox.@Nullable Entry oldest = outbox.poll();
        if (oldest == null) {
            return false;
        }
        if (toldDrops != outbox.dropped()) {
            toldDrops = outbox.dropped();
            counters.gap(GapReason.SLOW_CONSUMER);
            words.gap().ifPresent(notice -> link.write(link.form().encode(notice)));
        }
        if (closed) {
            oldest.frame().release();
            return false;
        }
        link.write(oldest.frame());
        if (oldest.publication()) {
            counters.publicationsDelivered(link.transport(), 1);
        }
        return true;
    }

    /** Whether something could neither be sent nor wait: the session has to end. */
    boolean overflowed() {
        return overflowed;
    }

    /** Whether the link has not taken everything yet. */
    boolean isWaiting() {
        return !outbox.isEmpty() || !recovery.isEmpty() || !firstWords.isEmpty();
    }

    /** Since when the link has taken nothing of what waits, on the nanosecond clock; only while something does. */
    long waitingSince() {
        return waitingSince;
    }

    /** Frees what waits; nothing leaves any more. */
    void close() {
        closed = true;
        firstWords.forEach(Frame::release);
        firstWords.clear();
        recovery.clear();
        memory.giveBack(remembered);
        remembered = 0;
        outbox.clear();
    }

    /** Whether a publication goes straight to the link. */
    private boolean passes() {
        if (!isWaiting() && link.writable()) {
            return true;
        }
        if (!written) {
            return false;
        }
        // full perhaps only of what this drain has written: a burst must not drop what a flush makes room for
        written = false;
        link.flush();
        return !closed && !isWaiting() && link.writable();
    }

    private void startWaiting() {
        if (!isWaiting()) {
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
