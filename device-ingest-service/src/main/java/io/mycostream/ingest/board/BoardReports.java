package io.mycostream.ingest.board;

import io.mycostream.ingest.telemetry.EventSink;
import io.mycostream.publisher.redis.RedisHash;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings to Redis what the registry knows: each change as a message, and how things stand in the hash that all processes
 * share. Also has the registry look for boards that have gone silent.
 *
 * <p>All of it on a thread of its own, because the hash waits for Redis. While Redis is away messages wait where all
 * events do; the hash is written as a whole when it is back, and again and again while it is there, because a Redis may
 * come back empty. What waits here is bounded by the registry's limits.
 */
public final class BoardReports implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(BoardReports.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(10);

    /** How much shorter than a lease the pause before its renewal is: two may fail before anybody notices. */
    private static final int RENEWALS_PER_LEASE = 3;

    private final StatusEvents status;
    private final EventSink events;
    private final SharedBoards shared;
    private final long renewNanos;
    private final boolean inTurn;

    /** Empty when there is nothing but the wish to wake the thread: it is not interrupted, it may be writing a file. */
    private final BlockingQueue<Optional<BoardChange>> changes = new LinkedBlockingQueue<>();

    private final Thread reporting;
    private final LongAdder told = new LongAdder();
    private final LongAdder failures = new LongAdder();

    private volatile boolean closing;
    private @Nullable BoardRegistry registry;
    private @Nullable String trouble;
    private boolean renewed;
    private long renewedAt;
    private boolean swept;
    private long sweptAt;

    /**
     * Does nothing until it is started.
     *
     * @param json how boards are written, and the name of this process
     * @param events takes the messages
     * @param hash shared by all processes; closed with this
     * @param lease for how long what was written to the hash counts
     * @param memory how long boards of a process that died stay in the hash
     * @param inTurn whether processes share the messages of a broker, so that each hears a board now and then only
     */
    public BoardReports(
            BoardJson json,
            EventSink events,
            RedisHash hash,
            Duration lease,
            Duration memory,
            boolean inTurn,
            InstantSource clock) {
        this.inTurn = inTurn;
        this.status = new StatusEvents(json);
        this.events = events;
        this.shared = new SharedBoards(json, hash, lease, memory, clock);
        this.renewNanos = lease.dividedBy(RENEWALS_PER_LEASE).toNanos();
        this.reporting = Thread.ofPlatform().daemon().name("boards").unstarted(this::keepReporting);
    }

    /** Takes a change over; for the registry. */
    public void changed(BoardChange change) {
        changes.add(Optional.of(change));
    }

    /** Starts to report what this registry knows. */
    public void start(BoardRegistry registry) {
        this.registry = registry;
        reporting.start();
    }

    private void keepReporting() {
        long nextLook = System.nanoTime();
        while (!closing) {
            try {
                Optional<BoardChange> first =
                        changes.poll(Math.max(0, nextLook - System.nanoTime()), TimeUnit.NANOSECONDS);
                List<BoardChange> happened = tellAll(first == null ? Optional.empty() : first);
                if (System.nanoTime() - nextLook >= 0) {
                    nextLook = System.nanoTime() + LOOK_EVERY.toNanos();
                    boards().look();
                    happened.addAll(tellAll(Optional.empty()));
                }
                showInRedis(happened);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                failedUnexpectedly(e);
            }
        }
    }

    /** The hash is written anew as a whole afterwards, and changes are told on: nobody else would. */
    private void failedUnexpectedly(RuntimeException e) {
        failures.increment();
        if (trouble == null) {
            LOG.error("reporting boards failed, going on", e);
        }
        trouble = e.toString();
    }

    private BoardRegistry boards() {
        return Objects.requireNonNull(registry);
    }

    private List<BoardChange> tellAll(Optional<BoardChange> first) {
        List<Optional<BoardChange>> waiting = new ArrayList<>(List.of(first));
        changes.drainTo(waiting);
        List<BoardChange> happened = new ArrayList<>();
        waiting.forEach(change -> change.ifPresent(happened::add));
        happened.forEach(this::tell);
        return happened;
    }

    private void tell(BoardChange change) {
        try {
            events.hand(status.of(change));
            told.increment();
        } catch (RuntimeException e) {
            failedUnexpectedly(e);
        }
    }

    private void showInRedis(List<BoardChange> happened) {
        try {
            if (!renewed || trouble != null || System.nanoTime() - renewedAt >= renewNanos) {
                shared.showAll(boards().boards());
                renewed = true;
                renewedAt = System.nanoTime();
                if (inTurn) {
                    boards().consider(shared.others());
                }
            } else if (!happened.isEmpty()) {
                shared.show(happened.stream().map(BoardChange::board).toList());
            }
            if (!swept || System.nanoTime() - sweptAt >= SWEEP_EVERY.toNanos()) {
                shared.sweep();
                swept = true;
                sweptAt = System.nanoTime();
            }
            recovered();
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()));
        }
    }

    private void failed(String reason) {
        failures.increment();
        if (trouble == null) {
            LOG.warnf("boards are not shown in redis, trying again until they are reason=%s", reason);
        }
        trouble = reason;
    }

    private void recovered() {
        if (trouble != null) {
            trouble = null;
            LOG.info("boards are shown in redis again");
        }
    }

    /** How many changes were handed over as messages. */
    public long told() {
        return told.sum();
    }

    /** How often the hash could not be written. */
    public long failures() {
        return failures.sum();
    }

    /** Tells what has not been told, leaves the boards in the hash as they are, and ends. */
    @Override
    public void close() {
        closing = true;
        changes.add(Optional.empty());
        try {
            reporting.join(LOOK_EVERY.multipliedBy(5));
            if (registry != null && !reporting.isAlive()) {
                tellAll(Optional.empty());
                if (trouble == null) {
                    shared.leave(registry.boards());
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warnf("boards are left in redis as they were last shown reason=%s", e.getMessage());
        } finally {
            shared.close();
        }
    }
}
