package io.mycostream.gateway.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Our side of one connection: what it listens to, what waits for it, and when it ends.
 *
 * <p>It carries out the {@link Turn}s of its {@link Conversation}, one after the other: a frame that the client sends while the
 * subscriptions of an earlier one are not in force, or before it has taken what it had missed, waits until then, so that
 * answers come in the order of the questions. Confined to the event loop of its connection.
 */
public final class Session implements TimerWheel.Timed, Outlet.Words {

    /** Longest time in which a client that is let go may still take what waits for it. */
    private static final long LEAVING_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Frames that may wait for a turn to be over; one more ends the session. */
    private static final int WAITING_FRAMES = 128;

    /** Characters of them. */
    private static final int WAITING_CHARACTERS = 1 << 18;

    private final Hub hub;
    private final Shard shard;
    private final SessionRequest request;
    private final Conversation conversation;
    private final ClientLink link;
    private final Outlet outlet;

    private final Map<Subscription, Membership> memberships = new LinkedHashMap<>(2);
    private final Deque<String> waitingFrames = new ArrayDeque<>(0);
    private int waitingCharacters;

    private final Pulse pulse;
    private final long expiryNanos;

    private int timerSlot = -1;
    private long joinDeadline = TimerWheel.NEVER;
    private long wakeTime = TimerWheel.NEVER;
    private long leaveDeadline = TimerWheel.NEVER;
    private CloseReason leaveReason = CloseReason.DRAINING;
    private @Nullable Joining joining;
    private @Nullable Broadcast offeredLast;
    private boolean answerBegun;
    private boolean opened;
    private boolean unflushed;
    private boolean ended;

    Session(Hub hub, Shard shard, SessionRequest request) {
        SessionRules rules = request.rules();
        long now = hub.nanos();
        this.hub = hub;
        this.shard = shard;
        this.request = request;
        this.conversation = request.conversation();
        this.link = request.link();
        this.outlet = new Outlet(
                link,
                new Outbox(rules.outboxCapacity(), rules.outboxBytes(), rules.overflow(), hub.counters()),
                hub.counters(),
                hub::nanos,
                this,
                hub.recoveryMemory());
        this.pulse = new Pulse(rules, link.transport(), now);
        this.expiryNanos =
                request.expiresAt().map(expiry -> now + nanosUntil(expiry)).orElse(TimerWheel.NEVER);
    }

    /** Nanoseconds from now on; a token may say that it ends in 50,000 years, when its issuer counts milliseconds. */
    private long nanosUntil(Instant expiry) {
        return Math.min(Pulse.FAR_NANOS, TimeUnit.NANOSECONDS.convert(Duration.between(hub.now(), expiry)));
    }

    Audience audience(Subscription subscription) {
        return new Audience(conversation.dialect(), subscription.channel(), subscription.key());
    }

    /** Whether it has ended. */
    public boolean isOver() {
        return ended;
    }

    void open() {
        try {
            carryOut(conversation.open(this::prompted));
        } catch (RuntimeException wrong) {
            failed(wrong);
        }
    }

    private void prompted(Turn turn) {
        shard.loop().execute(() -> react(turn));
    }

    /** Takes one frame of the client. */
    public void receive(String frame) {
        seen();
        if (ended || isLeaving()) {
            return;
        }
        if (!isBusy() && waitingFrames.isEmpty()) {
            handle(frame);
        } else if (waitingFrames.size() == WAITING_FRAMES || waitingCharacters + frame.length() > WAITING_CHARACTERS) {
            close(CloseReason.MESSAGE_RATE);
        } else {
            waitingFrames.add(frame);
            waitingCharacters += frame.length();
            handleWaiting();
        }
    }

    /** Whether a turn is under way; the next frame waits for its end. */
    private boolean isBusy() {
        return !opened || joining != null || outlet.isRecovering();
    }

    private void handle(String frame) {
        try {
            carryOut(conversation.receive(frame));
        } catch (ProtocolException misunderstood) {
            hub.counters().frameMisunderstood();
            tell(new ServerEvent.Misunderstood(hub.now(), String.valueOf(misunderstood.getMessage())));
        } catch (RuntimeException wrong) {
            failed(wrong);
        }
    }

    private void handleWaiting() {
        // one by one, because each may start a turn of its own, or end the session, which clears them
        while (!isBusy() && !waitingFrames.isEmpty()) {
            String next = waitingFrames.remove();
            waitingCharacters -= next.length();
            handle(next);
        }
    }

    /** Does what came to the conversation's mind between two turns. */
    @SuppressWarnings("ReferenceEquality") // the usual answer, once for every delivery
    private void react(Turn turn) {
        if (turn == Turn.NOTHING || ended || isLeaving()) {
            return;
        }
        try {
            if (!turn.enter().isEmpty() && isBusy()) {
                throw new IllegalArgumentException("another turn is under way, no subscription is entered beside it");
            }
            carryOut(turn);
        } catch (RuntimeException wrong) {
            failed(wrong);
        }
    }

    private void carryOut(Turn turn) {
        if (turn.enter().isEmpty()) {
            complete(turn, Recovery.NONE);
            return;
        }
        if (isOfHeldChannels(turn)) {
            // they are in force already, also while the broker is away: what changes is what this session wants of them
            turn.enter().forEach(this::subscribeFurther);
            complete(turn, Recovery.NONE);
            return;
        }
        if (!opened && turn.speaks()) {
            // its greeting tells the client when it is heard; without one the beginning of the answer does
            answerBegins();
        }
        Joining started = new Joining(shard, this, turn);
        joining = started;
        joinDeadline = hub.nanos() + request.rules().subscribeTimeout().toNanos();
        shard.rescheduled(this, firstDeadline());
        started.memberships().forEach(membership -> hub.enter(membership.audience()));
        started.start(hub.broker());
    }

    private boolean isOfHeldChannels(Turn turn) {
        Set<Channel> held =
                memberships.keySet().stream().map(Subscription::channel).collect(Collectors.toSet());
        return turn.catchUp() instanceof CatchUp.Nothing
                && turn.enter().stream().map(Subscription::channel).allMatch(held::contains);
    }

    private void subscribeFurther(Subscription subscription) {
        Membership membership = new Membership(this, audience(subscription));
        hub.enter(membership.audience());
        shard.want(membership.audience());
        memberships.put(subscription, membership);
        shard.listen(membership);
    }

    /** The subscriptions of a turn are in force: what is published from here on is for this session. */
    void joined(Joining confirmed, Recovery recovery) {
        if (!confirmed.complete()) {
            return;
        }
        joining = null;
        joinDeadline = TimerWheel.NEVER;
        confirmed.memberships().forEach(membership -> {
            Audience audience = membership.audience();
            memberships.put(new Subscription(audience.channel(), audience.key()), membership);
            shard.listen(membership);
        });
        hub.counters().joined(recovery);
        try {
            complete(confirmed.turn(), recovery);
        } catch (RuntimeException wrong) {
            failed(wrong);
        }
        handleWaiting();
    }

    private void complete(Turn turn, Recovery recovery) {
        turn.leave().forEach(this::unsubscribe);
        List<Message> words = turn.answer().words(hub.now(), recovery);
        boolean refused = !opened && turn.end().isPresent() && words.isEmpty();
        opened = true;
        if (!refused) {
            answerBegins();
        }
        for (Message message : words) {
            answer(message);
            if (ended) {
                return;
            }
        }
        recover(recovery);
        if (ended) {
            return;
        }
        pulse.spoke(hub.nanos());
        turn.wake().ifPresent(this::wakeAfter);
        turn.afterwards().run();
        turn.end().ifPresent(this::leave);
    }

    private void answerBegins() {
        if (!answerBegun) {
            answerBegun = true;
            link.open();
        }
    }

    private void recover(Recovery recovery) {
        if (recovery.publications().isEmpty()) {
            return;
        }
        outlet.recover(recovery.publications());
        outlet.pour();
        if (!ended && !outlet.keepRest()) {
            gap(GapReason.NODE_OVERLOADED);
        }
    }

    private void unsubscribe(Subscription subscription) {
        Membership membership = memberships.remove(subscription);
        if (membership != null) {
            shard.unlisten(membership);
            hub.leave(membership.audience());
        }
    }

    private void wakeAfter(Duration time) {
        wakeTime = time.isZero() ? TimerWheel.NEVER : hub.nanos() + time.toNanos();
        shard.rescheduled(this, firstDeadline());
    }

    /** Notes that the client is there: it sent a frame of any kind. */
    public void seen() {
        pulse.seen(hub.nanos());
    }

    /** Notes that the client has answered a PING. */
    public void answeredPing() {
        pulse.answered();
    }

    /** The link takes more again. */
    public void becameWritable() {
        if (ended) {
            return;
        }
        try {
            outlet.pour();
            pulse.spoke(hub.nanos());
            handleWaiting();
            leaveWhenNothingWaits();
        } catch (RuntimeException wrong) {
            failed(wrong);
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
        giveUpJoining();
        memberships.values().forEach(membership -> {
            shard.unlisten(membership);
            hub.leave(membership.audience());
        });
        memberships.clear();
        outlet.close();
        waitingFrames.clear();
        hub.counters().sessionEnded(link.transport(), reason);
        try {
            link.close(reason);
        } finally {
            try {
                conversation.ended();
            } finally {
                request.ended().accept(reason);
            }
        }
    }

    private void giveUpJoining() {
        if (joining != null) {
            joining.cancel();
            joining.memberships().forEach(membership -> hub.leave(membership.audience()));
            joining = null;
            joinDeadline = TimerWheel.NEVER;
        }
    }

    /** This node stops: the client is told so, in the dialect's words, if that has any, and let go. */
    void drain() {
        if (ended || isLeaving()) {
            return;
        }
        try {
            if (opened) {
                tell(new ServerEvent.Draining(hub.now()));
            }
            leave(CloseReason.DRAINING);
        } catch (RuntimeException wrong) {
            failed(wrong);
        }
    }

    /**
     * Lets the client go: it hears nothing new, and the session ends once the client has taken what waits for it, or has had
     * the time to.
     */
    private void leave(CloseReason reason) {
        if (ended || isLeaving()) {
            return;
        }
        leaveReason = reason;
        leaveDeadline = hub.nanos() + LEAVING_NANOS;
        giveUpJoining();
        memberships.values().forEach(shard::unlisten);
        waitingFrames.clear();
        leaveWhenNothingWaits();
        if (!ended) {
            shard.rescheduled(this, firstDeadline());
        }
    }

    private boolean isLeaving() {
        return leaveDeadline != TimerWheel.NEVER;
    }

    private void leaveWhenNothingWaits() {
        if (!ended && isLeaving() && !outlet.isWaiting()) {
            close(leaveReason);
        }
    }

    /** Publications of one of its channels may be missing here. */
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
            Optional<Translation> translation = translated(publication);
            translation.ifPresent(conversation::heard);
            return translation.flatMap(Translation::message);
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
        return conversation.dialect().translate(publication).filter(translation -> {
            Channel channel = publication.channel();
            return memberships.containsKey(new Subscription(channel, null))
                    || translation.keys().stream()
                            .anyMatch(key -> memberships.containsKey(new Subscription(channel, key)));
        });
    }

    @Override
    public Optional<Message> gap() {
        return conversation.tell(new ServerEvent.Gap(hub.now(), GapReason.SLOW_CONSUMER));
    }

    /** Offers a publication; what was written stays in this node until {@link #settle}. */
    void offer(Broadcast broadcast) {
        // one that is about two things reaches who wants both of them twice
        if (ended || isLeaving() || outlet.overflowed() || broadcast == offeredLast) {
            return;
        }
        offeredLast = broadcast;
        if (!unflushed) {
            unflushed = true;
            shard.unflushed(this);
        }
        try {
            if (broadcast.isTold()) {
                outlet.offer(broadcast);
            }
            react(conversation.heard(broadcast.translation()));
        } catch (RuntimeException wrong) {
            failed(wrong);
        }
    }

    /** Ends a round of offers: one flush, or the end of a session that could not take its publications. */
    void settle() {
        unflushed = false;
        offeredLast = null;
        if (ended) {
            return;
        }
        try {
            if (outlet.overflowed()) {
                close(CloseReason.SLOW_CONSUMER);
            } else {
                outlet.pour();
                handleWaiting();
                leaveWhenNothingWaits();
            }
            pulse.spoke(hub.nanos());
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

    private boolean tell(ServerEvent event) {
        Optional<Message> message = conversation.tell(event);
        message.ifPresent(this::answer);
        return message.isPresent();
    }

    private void answer(Message message) {
        outlet.answer(message);
        if (outlet.overflowed()) {
            close(CloseReason.SLOW_CONSUMER);
        }
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
        } else {
            if (nowNanos >= joinDeadline) {
                giveUpJoining();
                react(conversation.unconfirmed());
            }
            if (!ended && nowNanos >= wakeTime) {
                wakeTime = TimerWheel.NEVER;
                react(conversation.woken());
            }
            if (!ended && pulse.beats(nowNanos)) {
                beat();
            }
        }
        return ended ? TimerWheel.NEVER : firstDeadline();
    }

    private @Nullable CloseReason whyOver(long nowNanos) {
        if (nowNanos >= leaveDeadline) {
            return leaveReason;
        }
        if (nowNanos >= expiryNanos) {
            return CloseReason.TOKEN_EXPIRED;
        }
        boolean stuck = outlet.isWaiting() && nowNanos >= pulse.end(outlet.waitingSince());
        return stuck || nowNanos >= pulse.end() ? CloseReason.IDLE : null;
    }

    private long nextEnd() {
        long end = Math.min(Math.min(expiryNanos, leaveDeadline), Math.min(joinDeadline, wakeTime));
        long stuck = outlet.isWaiting() ? pulse.end(outlet.waitingSince()) : TimerWheel.NEVER;
        return Math.min(end, Math.min(stuck, pulse.end()));
    }

    private void beat() {
        if (isLeaving()) {
            // its goodbye is its last word
            return;
        }
        if (pulse.beatsWhenQuiet() && outlet.isWaiting() && link.transport() == Transport.SSE) {
            // what waits says as much, and a heartbeat behind it would be true of an earlier place than its own
            return;
        }
        boolean told = opened && tell(new ServerEvent.Heartbeat(hub.now()));
        if (!ended && (link.transport() == Transport.WEBSOCKET || (answerBegun && !told))) {
            link.ping(hub.now());
            pulse.pinged(hub.nanos());
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
        return Math.min(pulse.nextBeat(), nextEnd());
    }
}
