package io.mycostream.gateway.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Our side of one connection: what it listens to, what waits for it, and when it ends.
 *
 * <p>Its first words are {@link ServerEvent.Subscribed}, once the broker has confirmed the subscription; frames the client
 * sends earlier wait until then, so that answers come in the order of the questions. Confined to the event loop of its
 * connection.
 */
public final class Session implements TimerWheel.Timed {

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

    private int timerSlot = -1;
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
                hub::nanos);
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

    boolean ended() {
        return ended;
    }

    /** The broker has confirmed the subscription: every publication from here on is for this session. */
    void subscribed() {
        if (ended || subscribed) {
            return;
        }
        subscribed = true;
        shard.listen(this);
        tell(new ServerEvent.Subscribed(hub.now()));
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

    /** Says goodbye in the dialect's words, if it has any, and ends the session. */
    void drain() {
        if (!ended) {
            if (subscribed) {
                tell(new ServerEvent.Draining(hub.now()));
            }
            close(CloseReason.DRAINING);
        }
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
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, wrong);
        close(CloseReason.INTERNAL_ERROR);
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
        return request.dialect()
                .encode(event, request.subscription(), link.transport())
                .map(this::answer)
                .orElse(false);
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
        long end = expiryNanos;
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
