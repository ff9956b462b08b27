package io.mycostream.gateway.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A turn whose subscriptions are not all in force yet. With the last of them it takes its place in the loop's queue, between
 * the publications before and those from then on.
 *
 * <p>The broker confirms on its thread while the session may give up on its own.
 */
final class Joining {

    private final Shard shard;
    private final Session session;
    private final Turn turn;
    private final List<Membership> memberships;

    /** Whose publications wait in the loop's queue from now on; guards itself and {@link #over}. */
    private final List<Audience> wanted = new ArrayList<>();

    /** Ends the waiting at the broker. */
    private final List<Runnable> waits = new ArrayList<>();

    private boolean over;

    Joining(Shard shard, Session session, Turn turn) {
        this.shard = shard;
        this.session = session;
        this.turn = turn;
        this.memberships = turn.enter().stream()
                .map(subscription -> new Membership(session, session.audience(subscription)))
                .toList();
    }

    Session session() {
        return session;
    }

    Turn turn() {
        return turn;
    }

    List<Membership> memberships() {
        return memberships;
    }

    void start(Broker broker) {
        Optional<Resume> resume =
                turn.catchUp() instanceof CatchUp.InChannel(var howFar) ? Optional.of(howFar) : Optional.empty();
        for (Membership membership : memberships) {
            Audience audience = membership.audience();
            waits.add(broker.join(audience.channel(), resume, recovery -> confirmed(audience, recovery)));
        }
    }

    private void confirmed(Audience audience, Recovery recovery) {
        synchronized (wanted) {
            if (over) {
                return;
            }
            wanted.add(audience);
            shard.want(audience);
            if (wanted.size() < memberships.size()) {
                return;
            }
        }
        shard.join(this, turn.catchUp() instanceof CatchUp.Kept(var kept) ? kept.get() : recovery);
    }

    /** The session takes the memberships over; false if it has given up before. */
    boolean complete() {
        synchronized (wanted) {
            boolean waited = !over;
            over = true;
            return waited;
        }
    }

    /** Gives up. */
    void cancel() {
        synchronized (wanted) {
            if (!over) {
                over = true;
                wanted.forEach(shard::wantLess);
            }
        }
        waits.forEach(Runnable::run);
    }
}
