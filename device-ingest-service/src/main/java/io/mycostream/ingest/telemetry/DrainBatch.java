package io.mycostream.ingest.telemetry;

import io.mycostream.publisher.Event;
import io.mycostream.publisher.PublishException;
import io.mycostream.publisher.Publisher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Events from the spool that are being published: all that are left are tried at once, and after a failure none of the same
 * source behind it. They stay in memory until each has ended. Safe for use by many threads.
 */
final class DrainBatch {

    private static final Logger LOG = Logger.getLogger(DrainBatch.class);

    /** Most bytes of a batch; the publisher's round trips are shorter. */
    static final long BYTES = 1L << 20;

    /** An event and its number in the spool; what becomes of it is guarded by the batch. */
    static final class Entry {

        private final long number;
        private final Event event;
        private @Nullable CompletableFuture<?> attempt;
        private boolean underWay;
        private boolean confirmed;
        private boolean unpublishable;
        private @Nullable String refusal;
        private boolean gaveWay;

        Entry(long number, Event event) {
            this.number = number;
            this.event = event;
        }

        private String source() {
            return Handed.sourceOf(event);
        }
    }

    private final List<Entry> entries;
    private final Runnable done;
    private final Set<String> failedSources = new HashSet<>();
    private int underWay;
    private int ended;
    private boolean sending;
    private boolean sent;
    private @Nullable String failure;

    /**
     * @param entries oldest first, one or more
     * @param done runs when an attempt has come to its end
     */
    DrainBatch(List<Entry> entries, Runnable done) {
        this.entries = new ArrayList<>(entries);
        this.done = done;
    }

    /** Tries the oldest of what is left, at most so many. */
    synchronized void send(Publisher publisher, int most) {
        failure = null;
        failedSources.clear();
        sending = true;
        sent = true;
        for (Entry entry : entries.subList(0, Math.min(most, entries.size()))) {
            if (!failedSources.contains(entry.source())) {
                send(publisher, entry);
            }
        }
        sending = false;
    }

    private void send(Publisher publisher, Entry entry) {
        entry.underWay = true;
        underWay++;
        try {
            CompletableFuture<?> attempt = publisher.publishAsync(entry.event).toCompletableFuture();
            entry.attempt = attempt;
            CompletableFuture<?> _ = attempt.whenComplete((_, failed) -> ended(entry, failed));
        } catch (IllegalArgumentException e) {
            LOG.errorf(e, "an event cannot be published and is dropped source=%s", entry.source());
            entry.unpublishable = true;
            ended(entry, null);
        } catch (PublishException e) {
            ended(entry, e);
        }
    }

    private synchronized void ended(Entry entry, @Nullable Throwable failed) {
        if (!entry.underWay) {
            return;
        }
        entry.underWay = false;
        underWay--;
        if (failed == null) {
            entry.confirmed = true;
        } else if (LiveLane.isHopeless(entry.event, failed)) {
            entry.refusal = LiveLane.reason(failed);
        } else {
            if (failure == null) {
                failure = LiveLane.reason(failed);
            }
            failedSources.add(entry.source());
            takeBackBehind(entry);
        }
        if (underWay == 0 && !sending) {
            done.run();
        }
    }

    private void takeBackBehind(Entry failed) {
        for (Entry entry : entries) {
            if (entry.underWay && entry.number > failed.number && entry.source().equals(failed.source())) {
                entry.underWay = false;
                underWay--;
                if (entry.attempt != null) {
                    entry.attempt.cancel(false);
                }
            }
        }
    }

    /** Whether there were attempts since the last time that it was settled. */
    synchronized boolean wasSent() {
        return sent;
    }

    /** Whether every attempt has come to its end. */
    synchronized boolean isDone() {
        return underWay == 0;
    }

    /** Returns why an attempt failed; null when none did. */
    synchronized @Nullable String failure() {
        return failure;
    }

    /**
     * Tells what has ended, and keeps the rest.
     *
     * @return the number up to which all have ended
     */
    synchronized long settle(Lines lines) {
        List<Entry> left = new ArrayList<>();
        long settled = 0;
        for (Entry entry : entries) {
            if (!hasEnded(entry, lines)) {
                left.add(entry);
            } else if (left.isEmpty()) {
                settled = entry.number;
            }
        }
        sent = false;
        ended = entries.size() - left.size();
        entries.clear();
        entries.addAll(left);
        return settled;
    }

    private static boolean hasEnded(Entry entry, Lines lines) {
        if (entry.unpublishable) {
            lines.lost(entry.event, LossReason.UNPUBLISHABLE);
        } else if (entry.confirmed) {
            lines.confirmedFromDisk(entry.event);
        } else if (entry.refusal != null) {
            lines.refusedFromDisk(entry.event, entry.refusal);
        } else if (entry.gaveWay) {
            lines.lost(entry.event, LossReason.SPOOL_FULL);
        } else {
            return false;
        }
        return true;
    }

    /** An event had to give way on disk. If it is here its outcome decides, and true is returned. */
    synchronized boolean gaveWay(long number) {
        for (Entry entry : entries) {
            if (entry.number == number) {
                entry.gaveWay = true;
                return true;
            }
        }
        return false;
    }

    /** Returns how many ended the last time. */
    synchronized int ended() {
        return ended;
    }

    /** Returns how many are left. */
    synchronized int size() {
        return entries.size();
    }

    synchronized boolean isEmpty() {
        return entries.isEmpty();
    }
}
