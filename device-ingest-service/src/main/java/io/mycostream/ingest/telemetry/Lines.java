package io.mycostream.ingest.telemetry;

import io.mycostream.ingest.spool.Lane;
import io.mycostream.ingest.spool.RecentIdFile;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.Publisher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The events in memory: those under way to Redis, and behind them those that wait, for the disk or for Redis. Safe for use by
 * many threads; who waits to hear of an event is told outside the lock.
 */
final class Lines implements LiveLane.Outcome {

    private static final Logger LOG = Logger.getLogger(Lines.class);

    /** Most events sent in one go: others who hand over wait for them. */
    private static final int AT_ONCE = 200;

    /** Refused channels that the log names; there are a few channels in all. */
    private static final int MOST_TOLD = 100;

    private final int capacity;
    private final BacklogCounts counts;
    private final TellingLock lock = new TellingLock();
    private final LiveLane live;
    private final RecentIds recent = new RecentIds();
    private final Deque<Handed> waiting = new ArrayDeque<>();
    private final Set<String> refusedChannels = new HashSet<>();
    private boolean overflowing;
    private boolean closing;

    private volatile @Nullable String trouble;

    Lines(Publisher publisher, int capacity, BacklogCounts counts) {
        this.capacity = capacity;
        this.counts = counts;
        this.live = new LiveLane(publisher, capacity, lock, this);
    }

    void hand(Event given, Runnable held) {
        Event event;
        try {
            // not under the lock, for which others wait; and text, because a tree takes several times the memory
            event = given.checked();
        } catch (IllegalArgumentException e) {
            unpublishable(given, held, e);
            return;
        }
        locked(() -> {
            if (closing) {
                counts.countLost(LossReason.SHUTDOWN, 1);
            } else if (recent.isKnown(event.messageId())) {
                counts.countRepeated();
                recent.unsafe(event.messageId())
                        .ifPresentOrElse(same -> same.alsoTell(held), () -> lock.tell(List.of(held)));
            } else {
                take(new Handed(event, held));
            }
        });
    }

    private void unpublishable(Event event, Runnable held, IllegalArgumentException why) {
        LOG.errorf(why, "an event cannot be published and is dropped source=%s", Handed.sourceOf(event));
        locked(() -> {
            counts.countLost(LossReason.UNPUBLISHABLE, 1);
            recent.safe(event.messageId());
            lock.tell(List.of(held));
        });
    }

    private void take(Handed handed) {
        recent.handed(handed);
        if (trouble == null && !live.isBehind(handed.source()) && live.hasRoom()) {
            live.send(handed);
        } else {
            handed.isBehind();
            live.waits(handed.source(), 1);
            waiting.addLast(handed);
            makeRoom();
            lock.signal();
        }
    }

    private void makeRoom() {
        while (waiting.size() > capacity) {
            if (!overflowing) {
                overflowing = true;
                LOG.warnf("too many events wait in memory, the oldest give way to new ones capacity=%d", capacity);
            }
            lost(oldest().id(), LossReason.MEMORY_FULL);
        }
    }

    /** Takes out what is worth least: the oldest telemetry, else the oldest. */
    private Handed oldest() {
        Handed found = waiting.getFirst();
        for (Iterator<Handed> each = waiting.iterator(); each.hasNext() && found.lane() != Lane.TELEMETRY; ) {
            found = each.next();
        }
        Handed oldest = found.lane() == Lane.TELEMETRY ? found : waiting.getFirst();
        waiting.removeFirstOccurrence(oldest);
        live.waitsNoMore(oldest.source());
        return oldest;
    }

    @Override
    public void confirmed(Handed handed) {
        counts.countPublished(handed.isLate());
        recent.confirmed(handed.id());
        lock.tell(handed.held());
        overflowing = false;
        if (trouble != null || !waiting.isEmpty()) {
            recovered();
            lock.signal();
        }
    }

    @Override
    public void unpublishable(Handed handed) {
        counts.countLost(LossReason.UNPUBLISHABLE, 1);
        safe(handed);
    }

    @Override
    public void refused(Handed handed, String reason) {
        refused(handed.event(), reason);
        safe(handed);
    }

    private void refused(Event event, String reason) {
        counts.countLost(LossReason.REFUSED, 1);
        if (refusedChannels.size() < MOST_TOLD && refusedChannels.add(event.channel())) {
            LOG.errorf("redis refuses a channel, its events are lost channel=%s reason=%s", event.channel(), reason);
        }
    }

    @Override
    public void failed(List<Handed> takenBack, String reason) {
        counts.countRetried();
        takenBack.reversed().forEach(waiting::addFirst);
        failed(reason);
        lock.signal();
    }

    private void safe(Handed handed) {
        recent.safe(handed.id());
        lock.tell(handed.held());
    }

    private void lost(String id, LossReason reason) {
        counts.countLost(reason, 1);
        recent.lost(id);
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
        return answered(() -> {
            List<Handed> taken = new ArrayList<>();
            if (trouble != null || backlogOnDisk || closing || waiting.size() > capacity / 2) {
                while (!waiting.isEmpty() && taken.size() < most) {
                    Handed next = waiting.removeFirst();
                    taken.addAll(live.takeBack(next.source()));
                    taken.add(next);
                }
            }
            return taken;
        });
    }

    /** Takes back everything that is under way, at the end. */
    void takeBackAll() {
        locked(() -> live.takeBackAll().reversed().forEach(waiting::addFirst));
    }

    /** Takes events back that the disk did not take; nothing of their sources was sent meanwhile. */
    void giveBack(List<Handed> events) {
        locked(() -> {
            events.reversed().forEach(waiting::addFirst);
            makeRoom();
        });
    }

    /** Sends events that wait while nothing is on disk; a single one, when nothing is under way, while Redis is away. */
    void promote() {
        locked(() -> {
            boolean trying = trouble != null;
            int most = trying ? 1 : AT_ONCE;
            while (!waiting.isEmpty() && most-- > 0 && live.hasRoom() && live.size() <= (trying ? 0 : capacity / 2)) {
                Handed next = waiting.removeFirst();
                live.waitsNoMore(next.source());
                live.send(next);
            }
            if (!trying && trouble == null && !waiting.isEmpty() && live.size() <= capacity / 2) {
                lock.signal();
            }
        });
    }

    void keepRecentIn(RecentIdFile file) {
        locked(() -> recent.keepIn(file));
    }

    /** An earlier process has left these on disk. */
    void foundOnDisk(FoundEvents found) {
        locked(() -> {
            found.sources().forEach(live::waits);
            found.ids().forEach(recent::safe);
        });
    }

    /** The disk has nothing any more: only what waits in memory is waited for. */
    void nothingOnDisk() {
        locked(() -> live.onlyTheseWait(waiting));
    }

    /** The disk has it for good. */
    void onDisk(Handed handed) {
        locked(() -> safe(handed));
    }

    /** Redis has an event that was on disk. */
    void confirmedFromDisk(Event event) {
        locked(() -> {
            counts.countPublished(true);
            recent.confirmed(event.messageId());
            live.waitsNoMore(Handed.sourceOf(event));
        });
    }

    /** An event that was on disk, or was to be, is lost. */
    void lost(Event event, LossReason reason) {
        locked(() -> {
            lost(event.messageId(), reason);
            live.waitsNoMore(Handed.sourceOf(event));
        });
    }

    /** Redis refuses the channel of an event that was on disk. */
    void refusedFromDisk(Event event, String reason) {
        locked(() -> {
            refused(event, reason);
            recent.safe(event.messageId());
            live.waitsNoMore(Handed.sourceOf(event));
        });
    }

    /** An event that waited can never be published: whoever sent it may forget it. */
    void unpublishableFromDisk(Handed handed) {
        locked(() -> {
            unpublishable(handed);
            live.waitsNoMore(handed.source());
        });
    }

    TellingLock lock() {
        return lock;
    }

    void close() {
        locked(() -> closing = true);
        lock.signal();
    }

    /** Gives up what is left. */
    int loseTheRest() {
        return answered(() -> {
            int rest = live.size() + waiting.size();
            live.takeBackAll();
            waiting.clear();
            counts.countLost(LossReason.SHUTDOWN, rest);
            return rest;
        });
    }

    boolean isClosing() {
        return answered(() -> closing);
    }

    int live() {
        return answered(live::size);
    }

    int waiting() {
        return answered(waiting::size);
    }

    @Nullable
    String trouble() {
        return trouble;
    }

    private void locked(Runnable step) {
        lock.lock();
        try {
            step.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T answered(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }
}
