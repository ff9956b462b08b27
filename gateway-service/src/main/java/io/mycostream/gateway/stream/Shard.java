package io.mycostream.gateway.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
 * <p>{@link #enqueue}, {@link #want}, {@link #wantLess}, {@link #join} and {@link #wantsAny} may be called from any thread, the rest only on the event loop.
 */
final class Shard {

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int WHEEL_SLOTS = 1024;

    /** Publications of one drain, so that it ends and flushes however fast more of them come. */
    private static final int DRAIN_MOST = 512;

    /** So few clients that this is the pause between two of them come back slowly enough however long the drain may last. */
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Hub hub;
    private final ScheduledExecutorService loop;
    private final Hub.Tuning tuning;

    private final Map<Audience, Listeners> listeners = new HashMap<>();

    /**
     * How many sessions of this loop listen to what, or are about to: who was let in hears everything from then on, also
     * what is published before the loop gets round to it. Readable from any thread.
     */
    private final Map<Audience, Integer> wanted = new ConcurrentHashMap<>();

    private final Queue<Happening> waiting = new ConcurrentLinkedQueue<>();

    /** Channels of which this loop has dropped the latest publications, and said so in that place. */
    private final Set<Channel> overloaded = ConcurrentHashMap.newKeySet();

    private final AtomicLong waitingWeight = new AtomicLong();
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private volatile long lastDrainNanos;

    private final Set<Session> sessions = new HashSet<>();
    private final List<Session> unflushed = new ArrayList<>();
    private final List<Membership> departed = new ArrayList<>();
    private final TimerWheel wheel;
    private @Nullable ScheduledFuture<?> ticking;
    private @Nullable CompletableFuture<Void> gone;
    private boolean walking;

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

    /** Whether any session of this loop listens, or is about to listen, to any of these. */
    boolean wantsAny(List<Audience> audiences) {
        for (Audience audience : audiences) {
            if (wanted.containsKey(audience)) {
                return true;
            }
        }
        return false;
    }

    /** A session of this loop is about to listen: what is published from now on waits for it in the queue. */
    void want(Audience audience) {
        wanted.merge(audience, 1, Integer::sum);
    }

    /** One that listened, or was about to, does no longer. */
    void wantLess(Audience audience) {
        wanted.computeIfPresent(audience, (_, count) -> count == 1 ? null : count - 1);
    }

    /** Lets a session in, between the publications before and those from now on. */
    void join(Joining joining, Recovery recovery) {
        enqueue(new Happening.Joined(joining, recovery));
        // who joins behind a notice has not been told
        joining.memberships()
                .forEach(membership -> overloaded.remove(membership.audience().channel()));
    }

    /** Takes a broadcast, with a reference of its own, for the next drain. */
    void enqueue(Broadcast broadcast) {
        if (waitingWeight.addAndGet(broadcast.weight()) > tuning.loopQueueBytes()) {
            waitingWeight.addAndGet(-broadcast.weight());
            hub.counters().publicationOverloadedLoop();
            if (overloaded.add(broadcast.channel())) {
                enqueue(new Happening.Gap(broadcast.channel(), GapReason.NODE_OVERLOADED));
            }
            return;
        }
        broadcast.retain();
        enqueue((Happening) broadcast);
        // what is dropped from here on is missing in another place
        overloaded.remove(broadcast.channel());
    }

    /** Takes something that has to happen in its place among the publications. */
    void enqueue(Happening happening) {
        waiting.add(happening);
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
        long oldest = Long.MAX_VALUE;
        int taken = 0;
        for (Happening next = waiting.poll(); next != null; next = ++taken < DRAIN_MOST ? waiting.poll() : null) {
            waitingWeight.addAndGet(-next.weight());
            switch (next) {
                case Broadcast broadcast -> {
                    oldest = Math.min(oldest, broadcast.receivedNanos());
                    broadcast.audiences().forEach(audience -> offer(broadcast, audience));
                    broadcast.release();
                }
                case Happening.Joined(var joining, var recovery) ->
                    joining.session().joined(joining, recovery);
                case Happening.Leaving(var session) -> session.drain();
                case Happening.Gap(var channel, var reason) -> gap(channel, reason);
            }
        }
        unflushed.forEach(Session::settle);
        unflushed.clear();
        if (oldest != Long.MAX_VALUE) {
            lastDrainNanos = hub.nanos();
            hub.delivered(lastDrainNanos - oldest);
        }
        return taken;
    }

    private void offer(Broadcast broadcast, Audience audience) {
        Listeners interested = listeners.get(audience);
        if (interested != null) {
            walking = true;
            interested.forEach(session -> session.offer(broadcast));
            walked();
        }
    }

    private void gap(Channel channel, GapReason reason) {
        if (reason == GapReason.NODE_OVERLOADED) {
            overloaded.remove(channel);
        }
        Set<Session> concerned = new LinkedHashSet<>();
        listeners.forEach((audience, interested) -> {
            if (audience.channel().equals(channel)) {
                interested.forEach(concerned::add);
            }
        });
        concerned.forEach(session -> session.gap(reason));
    }

    private void walked() {
        walking = false;
        departed.forEach(this::remove);
        departed.clear();
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

    void listen(Membership membership) {
        listeners.computeIfAbsent(membership.audience(), _ -> new Listeners()).add(membership);
    }

    /** The session hears nothing new of this. */
    void unlisten(Membership membership) {
        if (walking) {
            // a session that ends when it is offered something is taken out of its list when the others have got it too
            departed.add(membership);
        } else {
            remove(membership);
        }
    }

    void forget(Session session) {
        sessions.remove(session);
        wheel.remove(session);
        completeWhenGone();
    }

    /** A deadline of the session has come nearer. */
    void rescheduled(Session session, long deadline) {
        // one that is due at this moment says its next deadline itself
        if (session.slot() >= 0) {
            wheel.remove(session);
            wheel.add(session, deadline);
        }
    }

    private void remove(Membership membership) {
        Audience audience = membership.audience();
        Listeners interested = listeners.get(audience);
        if (interested != null && interested.remove(membership)) {
            wantLess(audience);
            if (interested.isEmpty()) {
                listeners.remove(audience);
            }
        }
    }

    private void tick() {
        wheel.advance(hub.nanos());
        if (sessions.isEmpty() && ticking != null) {
            ticking.cancel(false);
            ticking = null;
        }
    }

    /**
     * Lets all sessions go, in random order and evenly spread over a time, but never with long pauses in between.
     *
     * @return completes when the last session has ended
     */
    CompletableFuture<Void> letGo(Duration period) {
        CompletableFuture<Void> allGone = new CompletableFuture<>();
        List<Session> leaving = new ArrayList<>(sessions);
        Collections.shuffle(leaving);
        long pause = Math.min(period.toNanos() / Math.max(1, leaving.size()), LONGEST_PAUSE_NANOS);
        for (int i = 0; i < leaving.size(); i++) {
            Happening leave = new Happening.Leaving(leaving.get(i));
            loop.schedule(() -> enqueue(leave), i * pause, TimeUnit.NANOSECONDS);
        }
        gone = allGone;
        completeWhenGone();
        return allGone;
    }

    private void completeWhenGone() {
        if (gone != null && sessions.isEmpty()) {
            gone.complete(null);
        }
    }
}
