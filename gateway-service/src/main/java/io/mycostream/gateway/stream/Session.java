package io.mycostream.gateway.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Our side of one connection: what it listens to, what waits for it, and when it ends.
 *
 * <p>Its first words are {@link ServerEvent.Subscribed}, once the subscription is in force, and then what a returning client
 * missed; frames the client sends earlier wait until then, so that answers come in the order of the questions. Confined to
 * the event loop of its connection.
 */
public final class Session implements TimerWheel.Timed, Outlet.Words {

    /** Longest time in which a client that is let go may still take what waits for it. */
    private static final long LEAVING_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Frames a client may send before its subscription is confirmed; one more ends the session. */
    private static final int EARLY_FRAMES = 32;

    /** Later than any session lasts, and far enough from the end of the numbers to be added to. */
    private static final long FAR_NANOS = Long.MAX_VALUE / 2;

    private final Hub hub;
    private final Shard shard;
    private final SessionRequest request;
    private final Audience audience;
    private final ClientLink link;
    private final Outlet outlet;
    private final Deque<String> earlyFrames = new ArrayDeque<>(0);

    private final long idleNanos;
    private final long heartbeatNanos;
    private final long expiryNanos;
    private final long subscribeDeadline;

    /** Where its loop's index has it; -1 while it is not in there. */
    private int place = -1;

    private int timerSlot = -1;
    private long leaveDeadline = TimerWheel.NEVER;
    private long lastSeen;
    private long nextHeartbeat;
    private boolean subscribed;
    private boolean unflushed;
    private boolean ended;

    Session(Hub hub, Shard shard, SessionRequest request) {
        SessionRules rules = request.rules();
        long now = hub.nanos();
        this.hub = hub;
        this.shard = shard;
        this.request = request;
        this.audience = Audience.of(request.dialect(), request.subscription());
        this.link = request.link();
        this.outlet = new Outlet(
                link,
                new Outbox(rules.outboxCapacity(), rules.outboxBytes(), rules.overflow()),
                hub.counters(),
                hub::nanos,
                this,
                hub.recoveryMemory());
        this.idleNanos = rules.idleTimeout().toNanos();
        this.heartbeatNanos = rules.heartbeat().toNanos();
        this.subscribeDeadline = now + rules.subscribeTimeout().toNanos();
        this.expiryNanos =
                request.expiresAt().map(expiry -> now + nanosUntil(expiry)).orElse(TimerWheel.NEVER);
        this.lastSeen = now;
        this.nextHeartbeat = now + heartbeatNanos;
    }

    /** Nanoseconds from now on; a token may say that it ends in 50,000 years, when its issuer counts milliseconds. */
    private long nanosUntil(Instant expiry) {
        return Math.min(FAR_NANOS, TimeUnit.NANOSECONDS.convert(Duration.between(hub.now(), expiry)));
    }

    Audience audience() {
        return audience;
    }

    Optional<Resume> resume() {
        return request.resume();
    }

    boolean ended() {
        return ended;
    }

    /** The subscription is in force: what was missed goes first, and every publication from here on is for this session. */
    void joined(Recovery recovery) {
        if (ended || subscribed || leaveDeadline != TimerWheel.NEVER) {
            shard.wantLess(audience);
            return;
        }
        subscribed = true;
        shard.listen(this);
        hub.counters().joined(recovery);
        try {
            tell(new ServerEvent.Subscribed(hub.now(), recovery.verdict(), recovery.place()));
            if (!ended) {
                outlet.recover(recovery.publications());
                outlet.pour();
            }
            if (!ended && !outlet.keepRest()) {
                gap(GapReason.NODE_OVERLOADED);
            }
        } catch (RuntimeException wrong) {
            failed(wrong);
        }
        // one by one, because an answer may end the session, which clears them
        for (String next = earlyFrames.poll(); next != null; next = earlyFrames.poll()) {
            handle(next);
        }
    }

    /** Takes one frame of the client. */
    public void receive(String frame) {
        seen();
        if (ended) {
            return;
        }
        if (subscribed) {
            handle(frame);
        } else if (earlyFrames.size() == EARLY_FRAMES) {
            close(CloseReason.MESSAGE_RATE);
        } else {
            earlyFrames.add(frame);
        }
    }

    /** Notes that the client is there: it sent a frame of any kind. */
    public void seen() {
        lastSeen = hub.nanos();
    }

    /** The link takes more again. */
    public void becameWritable() {
        if (!ended) {
            outlet.pour();
            leaveWhenNothingWaits();
        }
    }

    /** The client is gone, or its connection broke. */
    public void linkClosed() {
        close(CloseReason.CLIENT_LEFT);
    }

    /** Ends the session; later calls do nothing. */
    public void close(CloseReason reason) {
        if (ended) {
            return;
        }
        ended = true;
        shard.forget(this);
        outlet.close();
        earlyFrames.clear();
        hub.leave(this);
        hub.counters().sessionEnded(link.transport(), reason);
        try {
            link.close(reason);
        } finally {
            request.ended().accept(reason);
        }
    }

    /**
     * Lets the client go: it hears nothing new, says goodbye in the dialect's words, if that has any, and ends the session
     * once the client has taken what waits for it, or has had the time to.
     */
    void leave() {
        if (ended || leaveDeadline != TimerWheel.NEVER) {
            return;
        }
        leaveDeadline = hub.nanos() + LEAVING_NANOS;
        shard.unlisten(this);
        try {
            if (subscribed) {
                tell(new ServerEvent.Draining(hub.now()));
            }
            leaveWhenNothingWaits();
        } catch (RuntimeException wrong) {
            failed(wrong);
        }
        if (!ended) {
            shard.rescheduled(this, leaveDeadline);
        }
    }

    private void leaveWhenNothingWaits() {
        if (!ended && leaveDeadline != TimerWheel.NEVER && !outlet.isWaiting()) {
            close(CloseReason.DRAINING);
        }
    }

    /** Publications of its channel may be missing here. */
    void gap(GapReason reason) {
        if (ended) {
            return;
        }
        try {
            hub.counters().gap(reason);
            tell(new ServerEvent.Gap(hub.now(), reason));
        } catch (RuntimeException wrong) {
            failed(wrong);
        }
    }

    @Override
    public Optional<Message> recovered(Publication publication) {
        try {
            return translated(publication).map(Translation::message);
        } catch (RuntimeException wrong) {
            // a fault in the dialect: without this one the client gets the rest, and can come back tomorrow
            hub.counters().publicationFailed();
            report(wrong);
            return Optional.empty();
        }
    }

    @Override
    public boolean concerns(Publication publication) {
        try {
            return translated(publication).isPresent();
        } catch (RuntimeException _) {
            // told and counted when it is its turn
            return true;
        }
    }

    private Optional<Translation> translated(Publication publication) {
        String key = request.subscription().key();
        return request.dialect()
                .translate(publication)
                .filter(translation -> key == null || key.equals(translation.key()));
    }

    @Override
    public Optional<Message> gap() {
        return encode(new ServerEvent.Gap(hub.now(), GapReason.SLOW_CONSUMER));
    }

    /** Offers a publication; what was written stays in this node until {@link #settle}. */
    void offer(Broadcast broadcast) {
        if (ended || outlet.overflowed()) {
            return;
        }
        if (!unflushed) {
            unflushed = true;
            shard.unflushed(this);
        }
        try {
            outlet.offer(broadcast);
        } catch (RuntimeException wrong) {
            failed(wrong);
        }
    }

    /** Ends a round of offers: one flush, or the end of a session that could not take its publications. */
    void settle() {
        unflushed = false;
        if (ended) {
            return;
        }
        try {
            if (outlet.overflowed()) {
                close(CloseReason.SLOW_CONSUMER);
            } else {
                outlet.pour();
            }
        } catch (RuntimeException wrong) {
            failed(wrong);
        }
    }

    /** Ends this session after an error of ours, so that its neighbours on the loop and the loop's timer live on. */
    private void failed(RuntimeException wrong) {
        report(wrong);
        close(CloseReason.INTERNAL_ERROR);
    }

    private static void report(RuntimeException wrong) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, wrong);
    }

    private void handle(String frame) {
        try {
            switch (request.dialect().decode(frame)) {
                case ClientCommand.Ping _ -> tell(new ServerEvent.Pong(hub.now()));
            }
        } catch (ProtocolException misunderstood) {
            hub.counters().frameMisunderstood();
            tell(new ServerEvent.Misunderstood(hub.now(), String.valueOf(misunderstood.getMessage())));
        }
    }

    private boolean tell(ServerEvent event) {
        return encode(event).map(this::answer).orElse(false);
    }

    private Optional<Message> encode(ServerEvent event) {
        return request.dialect().encode(event, request.subscription(), link.transport());
    }

    private boolean answer(Message message) {
        outlet.answer(message);
        if (outlet.overflowed()) {
            close(CloseReason.SLOW_CONSUMER);
        }
        return true;
    }

    @Override
    public long due(long nowNanos) {
        if (ended) {
            // by a neighbour who was due in the same tick, as the streams of one HTTP/2 connection end together
            return TimerWheel.NEVER;
        }
        try {
            return nextDeadline(nowNanos);
        } catch (RuntimeException wrong) {
            failed(wrong);
            return TimerWheel.NEVER;
        }
    }

    private long nextDeadline(long nowNanos) {
        if (nowNanos >= leaveDeadline) {
            close(CloseReason.DRAINING);
            return TimerWheel.NEVER;
        }
        CloseReason over = whyOver(nowNanos);
        if (over != null) {
            close(over);
        } else if (nowNanos >= nextHeartbeat) {
            nextHeartbeat = nowNanos + heartbeatNanos;
            beat();
        }
        return ended ? TimerWheel.NEVER : Math.min(nextHeartbeat, nextEnd());
    }

    private @Nullable CloseReason whyOver(long nowNanos) {
        if (nowNanos >= expiryNanos) {
            return CloseReason.TOKEN_EXPIRED;
        }
        if (!subscribed && nowNanos >= subscribeDeadline) {
            return CloseReason.STREAM_UNAVAILABLE;
        }
        boolean silent = link.transport() == Transport.WEBSOCKET && nowNanos - lastSeen >= idleNanos;
        boolean stuck = outlet.isWaiting() && nowNanos - outlet.waitingSince() >= idleNanos;
        return silent || stuck ? CloseReason.IDLE : null;
    }

    private long nextEnd() {
        long end = Math.min(expiryNanos, leaveDeadline);
        if (!subscribed) {
            end = Math.min(end, subscribeDeadline);
        }
        if (link.transport() == Transport.WEBSOCKET) {
            end = Math.min(end, lastSeen + idleNanos);
        }
        if (outlet.isWaiting()) {
            end = Math.min(end, outlet.waitingSince() + idleNanos);
        }
        return end;
    }

    private void beat() {
        boolean told = subscribed && tell(new ServerEvent.Heartbeat(hub.now()));
        if (!ended && (link.transport() == Transport.WEBSOCKET || !told)) {
            link.ping();
        }
    }

    int place() {
        return place;
    }

    void place(int index) {
        place = index;
    }

    @Override
    public int slot() {
        return timerSlot;
    }

    @Override
    public void slot(int slot) {
        timerSlot = slot;
    }

    long firstDeadline() {
        return Math.min(nextHeartbeat, nextEnd());
    }
}
