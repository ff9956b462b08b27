package io.mycostream.gateway.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The hub's part on one event loop: the loop's sessions, who of them wants what, and the publications waiting for them.
 *
 * <p>A publication is one entry in this shard's queue, however many connections it goes to. A drain hands everything that
 * waits to the sessions and then flushes each once. When publications come close together, drains keep a pause between
 * them, the linger, so that one flush carries several: one system call a message is what fan-out costs most.
 *
 * <p>{@link #enqueue} and {@link #wants} may be called from any thread, the rest only on the event loop.
 */
final class Shard {

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int WHEEL_SLOTS = 1024;

    /** Publications of one drain, so that it ends and flushes however fast more of them come. */
    private static final int DRAIN_MOST = 512;

    private final Hub hub;
    private final ScheduledExecutorService loop;
    private final Hub.Tuning tuning;

    private final Map<Audience, List<Session>> listeners = new HashMap<>();
    /** The keys of {@link #listeners}, readable from any thread. */
    private final Set<Audience> wanted = ConcurrentHashMap.newKeySet();

    private final Queue<Broadcast> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingWeight = new AtomicLong();
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private volatile long lastDrainNanos;

    private final Set<Session> sessions = new HashSet<>();
    private final List<Session> unflushed = new ArrayList<>();
    private final List<Session> departed = new ArrayList<>();
    private final TimerWheel wheel;
    private @Nullable ScheduledFuture<?> ticking;
    private boolean offering;

    Shard(Hub hub, ScheduledExecutorService loop, Hub.Tuning tuning) {
        this.hub = hub;
        this.loop = loop;
        this.tuning = tuning;
        this.wheel = new TimerWheel(TICK_NANOS, WHEEL_SLOTS, hub.nanos());
        this.lastDrainNanos = hub.nanos() - tuning.linger().toNanos();
    }

    ScheduledExecutorService loop() {
        return loop;
    }

    /** Whether any session of this loop listens to exactly this. */
    boolean wants(Audience audience) {
        return wanted.contains(audience);
    }

    /** Takes a broadcast, with a reference of its own, for the next drain. */
    void enqueue(Broadcast broadcast) {
        if (waitingWeight.addAndGet(broadcast.weight()) > tuning.loopQueueBytes()) {
            waitingWeight.addAndGet(-broadcast.weight());
            hub.counters().publicationOverloadedLoop();
            return;
        }
        broadcast.retain();
        waiting.add(broadcast);
        if (drainScheduled.compareAndSet(false, true)) {
            scheduleDrain(tuning.linger().toNanos() - (hub.nanos() - lastDrainNanos));
        }
    }

    private void scheduleDrain(long pauseNanos) {
        if (pauseNanos <= 0) {
            loop.execute(this::drain);
        } else {
            loop.schedule(this::drain, pauseNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void drain() {
        int taken = 0;
        try {
            taken = handOut();
        } finally {
            // open for scheduling before the queue is looked at: what is added meanwhile is seen here or schedules
            // itself
            drainScheduled.set(false);
            if (!waiting.isEmpty() && drainScheduled.compareAndSet(false, true)) {
                // after a full drain at once, but behind the sockets' events, which have waited long enough
                scheduleDrain(taken == DRAIN_MOST ? 0 : tuning.linger().toNanos());
            }
        }
    }

    /** Gives waiting publications to their sessions and flushes; returns how many publications. */
    private int handOut() {
        offering = true;
        long oldest = Long.MAX_VALUE;
        int taken = 0;
        for (Broadcast next = waiting.poll(); next != null; next = ++taken < DRAIN_MOST ? waiting.poll() : null) {
            waitingWeight.addAndGet(-next.weight());
            oldest = Math.min(oldest, next.receivedNanos());
            offer(next, next.audience());
            if (next.key() != null) {
                offer(next, next.audience().all());
            }
            next.release();
        }
        unflushed.forEach(Session::settle);
        unflushed.clear();
        offering = false;
        departed.forEach(this::remove);
        departed.clear();
        long now = hub.nanos();
        lastDrainNanos = now;
        if (oldest != Long.MAX_VALUE) {
            hub.delivered(now - oldest);
        }
        return taken;
    }

    private void offer(Broadcast broadcast, Audience audience) {
        List<Session> interested = listeners.get(audience);
        if (interested != null) {
            interested.forEach(session -> session.offer(broadcast));
        }
    }

    void unflushed(Session session) {
        unflushed.add(session);
    }

    void admit(Session session) {
        sessions.add(session);
        wheel.add(session, session.firstDeadline());
        if (ticking == null) {
            ticking = loop.scheduleAtFixedRate(this::tick, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    void listen(Session session) {
        listeners.computeIfAbsent(session.audience(), _ -> new ArrayList<>()).add(session);
        wanted.add(session.audience());
    }

    void forget(Session session) {
        sessions.remove(session);
        wheel.remove(session);
        if (offering) {
            // the lists are being walked: a session that ends in the middle of a drain is taken out after it
            departed.add(session);
        } else {
            remove(session);
        }
    }

    private void remove(Session session) {
        List<Session> interested = listeners.get(session.audience());
        if (interested != null && interested.remove(session) && interested.isEmpty()) {
            listeners.remove(session.audience());
            wanted.remove(session.audience());
        }
    }

    private void tick() {
        wheel.advance(hub.nanos());
        if (sessions.isEmpty() && ticking != null) {
            ticking.cancel(false);
            ticking = null;
        }
    }

    void drainSessions() {
        List.copyOf(sessions).forEach(Session::drain);
    }
}
