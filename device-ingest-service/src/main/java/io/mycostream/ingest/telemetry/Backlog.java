package io.mycostream.ingest.telemetry;

import io.mycostream.ingest.retry.Backoff;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.Publisher;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The events that Redis has not confirmed yet, oldest first for each source.
 *
 * <p>While Redis is there events go straight to it from memory, many in flight. What cannot be handed to it at once waits,
 * on disk if there is a spool, and newer events of the same source behind it: a device's events never overtake each other.
 * None is forgotten before Redis has confirmed it; one is tried again with the message id it was given, so that one that did
 * arrive is recognised, and says in its envelope that it is replayed. When there is no room the oldest readings give way.
 *
 * <p>An event is safe, and {@code held} runs, when Redis has confirmed it or the spool has synced it. What is in flight when
 * the process is killed is in neither, and who was not told sends it again.
 *
 * <p>Safe for use by many threads; handing over waits neither for Redis nor for the disk.
 */
public final class Backlog implements EventSink, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Backlog.class);

    /** What a disk may take for its last sync. */
    private static final Duration DISK_LIMIT = Duration.ofSeconds(5);

    private final BacklogCounts counts = new BacklogCounts();
    private final Lines lines;
    private final @Nullable SpoolLine spool;
    private final Forwarding forwarding;
    private final Duration flushLimit;
    private final Thread thread;

    /**
     * Creates a backlog in memory alone, and starts to forward.
     *
     * @param publisher confirms or fails every event within a limit of its own; stays the caller's to close
     * @param capacity most events under way, and most that wait in memory; 1 or more
     * @param backoff pauses between attempts while Redis is away; this backlog's own
     * @param flushLimit how long {@link #close()} may go on forwarding
     */
    public Backlog(Publisher publisher, int capacity, Backoff backoff, Duration flushLimit) {
        this(publisher, capacity, backoff, flushLimit, Optional.empty());
    }

    /**
     * Creates a backlog, opens its spool with all that an earlier process left there, and starts to forward. A spool that
     * cannot be opened is no obstacle: events wait in memory until it can.
     *
     * @param publisher confirms or fails every event within a limit of its own; stays the caller's to close
     * @param capacity most events under way, and most that wait in memory; 1 or more
     * @param backoff pauses between attempts while Redis is away; this backlog's own
     * @param flushLimit how long {@link #close()} may go on forwarding
     * @param settings where the spool is and how it is kept; nothing for none
     */
    public Backlog(
            Publisher publisher, int capacity, Backoff backoff, Duration flushLimit, Optional<SpoolSettings> settings) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1: " + capacity);
        }
        this.flushLimit = flushLimit;
        this.lines = new Lines(publisher, capacity, counts);
        this.spool = settings.map(given -> new SpoolLine(given, lines, counts)).orElse(null);
        if (spool == null) {
            LOG.info("no spool: what Redis does not take waits in memory and is lost when the service ends; set"
                    + " ingest.spool.directory to keep it");
        } else {
            spool.open();
        }
        DrainRate rate = new DrainRate(settings.map(SpoolSettings::drainRate).orElse(1), System.nanoTime());
        this.forwarding = new Forwarding(publisher, lines, spool, rate, backoff, flushLimit, capacity);
        this.thread = Thread.ofPlatform().daemon().name("backlog").start(forwarding);
    }

    /** Takes an event over; it is safe when Redis or the spool has it. After {@link #close()} it is dropped and counted. */
    @Override
    public void hand(Event event, Runnable held) {
        lines.hand(event, held);
    }

    /** Returns whether events that wait are forwarded, also when none does; false after a fault that no retry mends. */
    public boolean isForwarding() {
        return thread.isAlive();
    }

    /** Returns how many events Redis has not confirmed, in memory and on disk. */
    public int depth() {
        return lines.live() + lines.waiting() + spooled();
    }

    /** Returns how many events are on disk and not confirmed. */
    public int spooled() {
        return spool == null ? 0 : spool.waiting();
    }

    /** Returns how many bytes the spool takes on disk. */
    public long spoolBytes() {
        return spool == null ? 0 : spool.bytes();
    }

    /** Returns what became of all events. */
    public BacklogCounts counts() {
        return counts;
    }

    /** Returns how many events Redis has confirmed. */
    public long published() {
        return counts.published();
    }

    /** Returns how many times an event was not confirmed and kept for another attempt. */
    public long retried() {
        return counts.retried();
    }

    /** Returns how many events were given up, for whatever reason. */
    public long dropped() {
        return counts.lost();
    }

    /** Returns why Redis does not take events; null while it does, or none was tried. */
    public @Nullable String trouble() {
        String fault = forwarding.fault();
        return fault == null ? lines.trouble() : fault;
    }

    /** Returns why the spool cannot be used; nothing while it can, or there is to be none. */
    public Optional<String> spoolTrouble() {
        return Optional.ofNullable(spool).map(SpoolLine::trouble);
    }

    /** Whether there is to be a spool. */
    public boolean hasSpool() {
        return spool != null;
    }

    /**
     * Takes no more events. What is in memory may still reach Redis within the limit, and goes to the spool otherwise; what
     * neither takes is lost and counted.
     */
    @Override
    public void close() {
        lines.close();
        try {
            thread.join(flushLimit.plus(DISK_LIMIT));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        int rest = lines.loseTheRest();
        if (rest > 0) {
            LOG.errorf("events are lost, redis did not take them before the service ended count=%d", rest);
        }
    }
}
