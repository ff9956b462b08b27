package io.mycostream.gateway.broker.redis;

import io.mycostream.publisher.wire.Position;
import org.jspecify.annotations.Nullable;

/** How far a channel has been delivered, and what that says of an offset that arrives and of a history that was read. */
final class Place {

    /** What an arriving offset is. */
    enum Step {
        NEXT,
        /** The history was quicker: it has given what arrives only now. */
        FILLED,
        /** It has been there before. */
        AGAIN,
        /** Something is missing, or this is another epoch. */
        ELSEWHERE
    }

    /** What a history is to the one whose publications were delivered. */
    enum Likeness {
        /** Nobody knows what of it is new. */
        UNKNOWN,
        OTHER_EPOCH,
        /** It was restored from an older copy: offsets are given a second time. */
        OLDER_COPY,
        SAME
    }

    private final MessageReader reader;

    private @Nullable String epoch;

    /** The offset of the latest publication delivered, and its id. */
    private long top;

    private @Nullable String topId;

    /** The offset of the latest one that arrived on this subscription: from there they come in order, each once. */
    private long arrived;

    /** Whether the place is not known, as the history could not be read: the next offset is taken as it comes. */
    private boolean blind;

    /** Whether the channel is known to carry plain publications too: offsets cannot prove that none of those is missing. */
    private boolean mixed;

    /** Whether anything that arrived on this subscription has been delivered. */
    private boolean moved;

    Place(MessageReader reader) {
        this.reader = reader;
    }

    long top() {
        return top;
    }

    @Nullable
    String epoch() {
        return epoch;
    }

    /** From where on to read after an interruption: whether the latest one is still the same tells what happened. */
    long beforeLatest() {
        return topId == null ? top : top - 1;
    }

    boolean isMixed() {
        return mixed;
    }

    boolean hasMoved() {
        return moved;
    }

    /** At a plain publication that arrived. */
    void atPlain() {
        mixed = true;
        moved = true;
    }

    void saw(RedisHistory.Stored stored) {
        mixed |= stored.plain() || stored.entries().stream().anyMatch(RedisHistory.Entry::isPlain);
    }

    void newSubscription() {
        arrived = 0;
        moved = false;
    }

    void lose() {
        blind = true;
    }

    /** Before the first publication of an epoch. */
    void startOf(@Nullable String newEpoch) {
        epoch = newEpoch;
        top = 0;
        topId = null;
        arrived = 0;
    }

    /** At the end of a history. */
    void endOf(RedisHistory.Stored stored) {
        startOf(stored.epoch());
        top = stored.top();
        blind = false;
    }

    /** Further on in a history, whose epoch this one is or becomes. */
    void upTo(RedisHistory.Stored stored) {
        epoch = stored.epoch();
        top = Math.max(top, stored.top());
    }

    /** At a publication that arrived. */
    void at(Position position, String id) {
        blind = false;
        epoch = position.epoch();
        top = position.offset();
        topId = id;
        arrived = position.offset();
        moved = true;
    }

    /** At a publication that the history gave; its id is null when it cannot be read. */
    void filledTo(long offset, @Nullable String id) {
        top = Math.max(top, offset);
        topId = id;
    }

    void arrived(Position position) {
        arrived = position.offset();
    }

    Step step(Position position) {
        boolean sameEpoch = position.epoch().equals(epoch);
        boolean next = epoch == null ? position.offset() == 1 : sameEpoch && position.offset() == top + 1;
        if (next || blind) {
            return Step.NEXT;
        }
        if (sameEpoch && position.offset() <= top) {
            return position.offset() > arrived ? Step.FILLED : Step.AGAIN;
        }
        return Step.ELSEWHERE;
    }

    Likeness likeness(RedisHistory.Stored stored) {
        if (epoch == null && blind) {
            return Likeness.UNKNOWN;
        }
        if (epoch != null && !epoch.equals(stored.epoch())) {
            return Likeness.OTHER_EPOCH;
        }
        return stored.top() < top || isReplaced(stored) ? Likeness.OLDER_COPY : Likeness.SAME;
    }

    /** Whether another publication stands where the latest one stood. */
    private boolean isReplaced(RedisHistory.Stored stored) {
        return stored.entries().stream()
                .filter(entry -> entry.offset() == top && topId != null)
                .anyMatch(entry -> reader.id(entry).map(id -> !id.equals(topId)).orElse(false));
    }

    /** Whether a history has all that is behind this place, whatever became of the publication here. */
    boolean isReachedBy(RedisHistory.Stored stored) {
        long reached = top;
        for (RedisHistory.Entry entry : stored.entries()) {
            reached += entry.offset() == reached + 1 ? 1 : 0;
        }
        return stored.whole() || reached == stored.top();
    }
}
