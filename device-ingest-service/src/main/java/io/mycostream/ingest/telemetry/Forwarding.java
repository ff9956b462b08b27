package io.mycostream.ingest.telemetry;

import io.mycostream.ingest.retry.Backoff;
import io.mycostream.publisher.Publisher;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What one thread does for the events that wait: it writes them to disk, publishes from there, oldest first, and lets the
 * rest go straight to Redis again when the disk holds nothing more.
 */
final class Forwarding implements Runnable {

    private static final Logger LOG = Logger.getLogger(Forwarding.class);

    /** Most events written to disk before it looks after the rest. */
    private static final int WRITES = 500;

    /** Most events from disk under way to Redis: live ones behind them wait no longer than for these. */
    private static final int DRAIN_BATCH = 256;

    /** So few on disk are published before more is written, so that an end is reached. */
    private static final int NEARLY_EMPTY = 1000;

    private static final Duration IDLE = Duration.ofSeconds(1);

    private final Publisher publisher;
    private final Lines lines;
    private final @Nullable SpoolLine spool;
    private final DrainRate rate;
    private final Backoff backoff;
    private final Duration flushLimit;
    private final int capacity;
    private long nextAttempt = System.nanoTime();
    private boolean away;
    private volatile @Nullable String fault;

    Forwarding(
            Publisher publisher,
            Lines lines,
            @Nullable SpoolLine spool,
            DrainRate rate,
            Backoff backoff,
            Duration flushLimit,
            int capacity) {
        this.publisher = publisher;
        this.lines = lines;
        this.spool = spool;
        this.rate = rate;
        this.backoff = backoff;
        this.flushLimit = flushLimit;
        this.capacity = capacity;
    }

    @Override
    public void run() {
        try {
            while (!lines.isClosing()) {
                lines.lock().await(turn(System.nanoTime()));
            }
            end(System.nanoTime() + flushLimit.toNanos());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            fault = "forwarding has ended: " + e;
            LOG.error("forwarding has ended, events that wait will be dropped when there are too many", e);
        }
    }

    /** Does what is due, and returns when it is to look again if nothing happens before. */
    private Duration turn(long now) {
        Duration most = IDLE;
        boolean onDisk = false;
        if (lines.trouble() != null && !away) {
            // it has just refused: the first attempt is not at once
            away = true;
            pause(now);
        }
        if (spool != null) {
            most = shorter(most, writeToDisk(spool, now));
            most = shorter(most, drain(spool, now));
            onDisk = spool.waiting() > 0 && !spool.isGivenUp(now);
        }
        if (!onDisk && isTime(now)) {
            boolean tried = lines.trouble() != null && lines.waiting() > 0 && lines.live() == 0;
            if (tried) {
                pause(now);
            }
            lines.promote();
            if (lines.trouble() != null && lines.waiting() == 0 && lines.live() == 0) {
                lines.recovered();
            }
        }
        if (lines.trouble() == null) {
            away = false;
            backoff.reset();
            nextAttempt = now;
        } else if (nextAttempt - now > 0) {
            most = shorter(most, Duration.ofNanos(nextAttempt - now));
        }
        return most;
    }

    private boolean isTime(long now) {
        return lines.trouble() == null || now - nextAttempt >= 0;
    }

    private void pause(long now) {
        nextAttempt = now + backoff.next().toNanos();
    }

    private Duration writeToDisk(SpoolLine disk, long now) {
        if (disk.isUsable(now)) {
            var taken = lines.takeForDisk(disk.waiting() > NEARLY_EMPTY, WRITES);
            disk.write(taken);
            if (lines.trouble() == null) {
                rate.grew(taken.size());
            }
            if (taken.size() >= WRITES) {
                lines.lock().signal();
            }
        }
        boolean nearlyEmpty = lines.trouble() == null && disk.waiting() <= NEARLY_EMPTY;
        Duration left = nearlyEmpty && disk.hasUnsynced() ? Duration.ZERO : disk.untilSync(System.nanoTime());
        if (!left.isPositive()) {
            disk.sync();
            return disk.untilSync(System.nanoTime());
        }
        return left;
    }

    private Duration drain(SpoolLine disk, long now) {
        DrainBatch batch = disk.batch();
        if (batch != null && !batch.isDone()) {
            return IDLE;
        }
        if (batch != null && batch.failure() == null && batch.wasSent()) {
            disk.settle(batch);
            lines.recovered();
            batch = disk.batch();
        } else if (batch != null && batch.wasSent()) {
            disk.settle(batch);
            lines.failed(String.valueOf(batch.failure()));
            pause(now);
            batch = disk.batch();
        }
        if (disk.waiting() == 0 || !isTime(now) || lines.isClosing()) {
            return IDLE;
        }
        boolean trying = lines.trouble() != null;
        if (trying ? lines.live() > 0 : lines.live() > capacity / 2) {
            // live events go first; they say when there is room
            return Duration.ofMillis(5);
        }
        int most = trying ? 1 : rate.allowed(DRAIN_BATCH, now);
        if (disk.waiting() <= NEARLY_EMPTY && !trying) {
            most = DRAIN_BATCH;
        }
        if (most == 0) {
            return rate.pause();
        }
        if (batch == null) {
            batch = disk.next(most);
        }
        if (batch != null) {
            rate.left(Math.min(most, batch.size()));
            batch.send(publisher, most);
            return batch.isDone() ? Duration.ZERO : IDLE;
        }
        return disk.hasUnsynced() ? Duration.ZERO : IDLE;
    }

    /** The service ends: what is under way may still arrive, the rest goes to disk, or to Redis if there is no disk. */
    private void end(long deadline) throws InterruptedException {
        while (System.nanoTime() - deadline < 0 && !isSafe()) {
            Duration most = turn(System.nanoTime());
            lines.lock().await(shorter(most, Duration.ofMillis(20)));
        }
        if (spool != null) {
            if (spool.isUsable(System.nanoTime())) {
                lines.takeBackAll();
                for (var rest = lines.takeForDisk(true, WRITES);
                        !rest.isEmpty() && spool.trouble() == null;
                        rest = lines.takeForDisk(true, WRITES)) {
                    spool.write(rest);
                }
            }
            spool.close();
        }
    }

    /** Whether nothing is left that only memory has. */
    private boolean isSafe() {
        DrainBatch batch = spool == null ? null : spool.batch();
        boolean nothingInMemory = lines.live() == 0 && lines.waiting() == 0 && (batch == null || !batch.wasSent());
        boolean diskTakesIt = spool != null && spool.trouble() == null && lines.trouble() != null;
        return nothingInMemory || diskTakesIt;
    }

    /** Returns why it has ended; null while it has not. */
    @Nullable
    String fault() {
        return fault;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
