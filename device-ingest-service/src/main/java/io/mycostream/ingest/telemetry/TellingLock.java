package io.mycostream.ingest.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * A lock that keeps what others are to be told until nobody holds it on this thread: they may have locks of their own, and
 * hand events over while they hold them.
 */
final class TellingLock {

    private static final Logger LOG = Logger.getLogger(TellingLock.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Runnable> afterwards = new ArrayList<>();
    private boolean signalled;

    void lock() {
        lock.lock();
    }

    /** Leaves the lock, and tells who is to be told. */
    void unlock() {
        if (lock.getHoldCount() > 1 || afterwards.isEmpty()) {
            lock.unlock();
            return;
        }
        List<Runnable> told = List.copyOf(afterwards);
        afterwards.clear();
        lock.unlock();
        told.forEach(TellingLock::tell);
    }

    private static void tell(Runnable held) {
        try {
            held.run();
        } catch (RuntimeException e) {
            LOG.error("whoever sent an event failed to hear that it is safe", e);
        }
    }

    /** Has these told afterwards; called with the lock. */
    void tell(List<Runnable> held) {
        afterwards.addAll(held);
    }

    /** Wakes whoever awaits. */
    void signal() {
        lock.lock();
        try {
            signalled = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a signal since the last time, at most so long. */
    void await(Duration most) throws InterruptedException {
        lock.lock();
        try {
            long left = most.toNanos();
            while (!signalled && left > 0) {
                left = changed.awaitNanos(left);
            }
            signalled = false;
        } finally {
            lock.unlock();
        }
    }
}
