package io.mycostream.ingest.telemetry;

import io.mycostream.ingest.spool.Lane;
import io.mycostream.ingest.spool.RecentIdFile;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.PublishException;
import io.mycostream.publisher.Publisher;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The events in memory: those under way to Redis, and behind them those that wait. Safe for use by many threads.
 *
 * <p>A publication is handed to the publisher and its outcome is learnt under one lock, so that between a failure and the
 * events behind it of the same source nothing is sent. Who waits to hear of an event is told outside the lock.
 */
final class Lines {

    private static final Logger LOG = Logger.getLogger(Lines.class);

    /** Most bytes under way; less than the publisher takes. */
    private static final long LIVE_BYTES = 32L << 20;

    /** Most events sent in one go: others who hand over wait for them. */
    private static final int AT_ONCE = 200;

    private final Publisher publisher;
    private final int capacity;
    private final BacklogCounts counts;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Source> sources = new HashMap<>();
    private final RecentIds recent = new RecentIds();
    private final Deque<Handed> waiting = new ArrayDeque<>();
    private final List<Runnable> afterwards = new ArrayList<>();
    private int live;
    private long liveBytes;
    private boolean overflowing;
    private boolean closing;
    private boolean signalled;

    private volatile @Nullable String trouble;

    Lines(Publisher publisher, int capacity, BacklogCounts counts) {
        this.publisher = publisher;
        this.capacity = capacity;
        this.counts = counts;
    }

    void hand(Event event, Runnable held) {
        lock.lock();
        try {
            if (closing) {
                counts.countLost(LossReason.SHUTDOWN, 1);
            } else if (recent.isKnown(event.messageId())) {
                counts.countRepeated();
                recent.unsafe(event.messageId())
                        .ifPresentOrElse(same -> same.alsoTell(held), () -> afterwards.add(held));
            } else {
                take(new Handed(event, held));
            }
        } finally {
            unlock();
        }
    }

    private void take(Handed handed) {
        recent.handed(handed);
        Source source = source(handed);
        if (trouble == null && !source.isBehind() && hasRoom()) {
            send(source, handed);
        } else {
            handed.isBehind();
            source.waits(1);
            waiting.addLast(handed);
            makeRoom();
            signal();
        }
    }

    private boolean hasRoom() {
        return live < capacity && liveBytes < LIVE_BYTES;
    }

    private Source source(Handed handed) {
        return sources.computeIfAbsent(handed.source(), _ -> new Source());
    }

    private void makeRoom() {
        if (waiting.size() <= capacity) {
            return;
        }
        if (!overflowing) {
            overflowing = true;
            LOG.warnf("too many events wait in memory, the oldest give way to new ones capacity=%d", capacity);
        }
        lose(oldest(), LossReason.MEMORY_FULL);
    }

    /** Takes out what is worth least: the oldest telemetry, else the oldest. */
    private Handed oldest() {
        for (Iterator<Handed> each = waiting.iterator(); each.hasNext(); ) {
            Handed candidate = each.next();
            if (candidate.lane() == Lane.TELEMETRY) {
                each.remove();
                return candidate;
            }
        }
        return waiting.removeFirst();
    }

    /** Sends an event to Redis, behind those of its source that are under way. */
    private void send(Source source, Handed handed) {
        source.live().addLast(handed);
        handed.goesLive();
        live++;
        liveBytes += handed.bytes();
        try {
            CompletableFuture<?> confirmation =
                    publisher.publishAsync(handed.event()).toCompletableFuture();
            handed.underWay(confirmation);
            CompletableFuture<?> _ = confirmation.whenComplete((_, failure) -> ended(source, handed, failure));
        } catch (IllegalArgumentException e) {
            LOG.errorf(e, "an event cannot be published and is dropped source=%s", handed.source());
            leaves(source, handed);
            safe(handed);
            counts.countLost(LossReason.UNPUBLISHABLE, 1);
        } catch (PublishException e) {
            ended(source, handed, e);
        }
    }

    private void ended(Source source, Handed handed, @Nullable Throwable failure) {
        lock.lock();
        try {
            if (!handed.isLive()) {
                return;
            }
            if (failure == null) {
                leaves(source, handed);
                confirmed(handed);
                if (trouble != null || !waiting.isEmpty()) {
                    recovered();
                    signal();
                }
            } else {
                counts.countRetried();
                takeBack(source).reversed().forEach(waiting::addFirst);
                failed(reason(failure));
                signal();
            }
        } finally {
            unlock();
        }
    }

    private void leaves(Source source, Handed handed) {
        source.live().removeFirstOccurrence(handed);
        handed.ends();
        live--;
        liveBytes -= handed.bytes();
        forgetIfIdle(handed.source());
    }

    private void confirmed(Handed handed) {
        counts.countPublished(handed.isLate());
        recent.confirmed(handed.id());
        afterwards.addAll(handed.held());
        overflowing = false;
    }

    private void safe(Handed handed) {
        recent.safe(handed.id());
        afterwards.addAll(handed.held());
    }

    /** Takes everything of a source back that is under way, in its order; it is counted as waiting. */
    private List<Handed> takeBack(Source source) {
        List<Handed> underWay = List.copyOf(source.live());
        source.live().clear();
        source.waits(underWay.size());
        // those behind first: none of them may be sent when the first is not
        for (Handed each : underWay.reversed()) {
            live--;
            liveBytes -= each.bytes();
            each.waits();
        }
        return underWay;
    }

    /** What is behind the failure, where something is: the failure itself names one event, and there are many. */
    static String reason(Throwable failure) {
        Throwable cause = Objects.requireNonNullElse(failure.getCause(), failure);
        return Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    }

    private void lose(Handed handed, LossReason reason) {
        counts.countLost(reason, 1);
        recent.lost(handed.id());
        leftBehind(handed.source());
    }

    private void leftBehind(String name) {
        Source source = sources.get(name);
        if (source != null) {
            source.waits(-1);
            forgetIfIdle(name);
        }
    }

    private void forgetIfIdle(String name) {
        Source source = sources.get(name);
        if (source != null && source.isIdle()) {
            sources.remove(name);
        }
    }

    /** Redis does not take events. */
    void failed(String reason) {
        if (trouble == null) {
            LOG.warnf("redis does not take events, they wait until it does reason=%s", reason);
        }
        trouble = reason;
    }

    /** Redis takes events, or there is none left to try it with. */
    void recovered() {
        if (trouble != null) {
            trouble = null;
            LOG.infof("redis takes events again lostSoFar=%d", counts.lost());
        }
    }

    // what follows is for the forwarding thread

    /**
     * Takes out events that are to be written to disk, with those of the same boards that are under way before them.
     *
     * @param backlogOnDisk whether so much is on disk that it will take its time
     */
    List<Handed> takeForDisk(boolean backlogOnDisk, int most) {
        lock.lock();
        try {
            List<Handed> taken = new ArrayList<>();
            if (trouble != null || backlogOnDisk || closing || waiting.size() > capacity / 2) {
                while (!waiting.isEmpty() && taken.size() < most) {
                    Handed next = waiting.removeFirst();
                    taken.addAll(takeBack(source(next)));
                    taken.add(next);
                }
            }
            return taken;
        } finally {
            unlock();
        }
    }

    /** Takes everything out that is under way, at the end. */
    void takeBackAll() {
        lock.lock();
        try {
            for (Source source : List.copyOf(sources.values())) {
                takeBack(source).reversed().forEach(waiting::addFirst);
            }
        } finally {
            unlock();
        }
    }

    /** Takes events back that the disk did not take; nothing of their sources was sent meanwhile. */
    void giveBack(List<Handed> events) {
        lock.lock();
        try {
            events.reversed().forEach(waiting::addFirst);
            while (waiting.size() > capacity) {
                makeRoom();
            }
        } finally {
            unlock();
        }
    }

    /** Sends events that wait while nothing is on disk; a single one, when nothing is under way, while Redis is away. */
    void promote() {
        lock.lock();
        try {
            boolean trying = trouble != null;
            int most = AT_ONCE;
            while (!waiting.isEmpty() && most-- > 0 && (trying ? live == 0 : live <= capacity / 2 && hasRoom())) {
                Handed next = waiting.removeFirst();
                Source source = source(next);
                source.waits(-1);
                send(source, next);
                if (trying || trouble != null) {
                    return;
                }
            }
            signalled |= !waiting.isEmpty() && hasRoom();
        } finally {
            unlock();
        }
    }

    void keepRecentIn(RecentIdFile file) {
        lock.lock();
        try {
            recent.keepIn(file);
        } finally {
            unlock();
        }
    }

    /** An earlier process has left an event on disk. */
    void foundOnDisk(Event event) {
        lock.lock();
        try {
            sources.computeIfAbsent(Handed.sourceOf(event), _ -> new Source()).waits(1);
            recent.safe(event.messageId());
        } finally {
            unlock();
        }
    }

    /** The disk has it for good. */
    void onDisk(Handed handed) {
        lock.lock();
        try {
            safe(handed);
        } finally {
            unlock();
        }
    }

    /** Redis has an event that was on disk. */
    void confirmedFromDisk(Event event) {
        lock.lock();
        try {
            counts.countPublished(true);
            recent.confirmed(event.messageId());
            leftBehind(Handed.sourceOf(event));
        } finally {
            unlock();
        }
    }

    /** An event that was on disk, or was to be, is lost. */
    void lost(Event event, LossReason reason) {
        lock.lock();
        try {
            counts.countLost(reason, 1);
            recent.lost(event.messageId());
            leftBehind(Handed.sourceOf(event));
        } finally {
            unlock();
        }
    }

    /** An event can never be published: whoever sent it may forget it. */
    void unpublishable(Handed handed) {
        lock.lock();
        try {
            counts.countLost(LossReason.UNPUBLISHABLE, 1);
            safe(handed);
            leftBehind(handed.source());
        } finally {
            unlock();
        }
    }

    /** Waits until something has changed since the last time, at most so long. */
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

    /** Lets the forwarding thread look. */
    void signal() {
        lock.lock();
        try {
            signalled = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closing = true;
            signal();
        } finally {
            lock.unlock();
        }
    }

    /** Gives up what is left. */
    int loseTheRest() {
        lock.lock();
        try {
            int rest = live + waiting.size();
            takeBackAll();
            waiting.clear();
            counts.countLost(LossReason.SHUTDOWN, rest);
            return rest;
        } finally {
            unlock();
        }
    }

    boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    int live() {
        lock.lock();
        try {
            return live;
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    String trouble() {
        return trouble;
    }

    /** Leaves the lock, and tells whoever waits to hear once nobody holds it any more on this thread. */
    private void unlock() {
        if (lock.getHoldCount() > 1 || afterwards.isEmpty()) {
            lock.unlock();
            return;
        }
        List<Runnable> told = List.copyOf(afterwards);
        afterwards.clear();
        lock.unlock();
        for (Runnable each : told) {
            tell(each);
        }
    }

    private static void tell(Runnable held) {
        try {
            held.run();
        } catch (RuntimeException e) {
            LOG.error("whoever sent an event failed to hear that it is safe", e);
        }
    }
}
