package io.mycostream.gateway.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is done for a client in one go: subscriptions are entered, and when all of them are in force, others are left in the
 * same moment, the answer is given, and what was missed follows. So an answer is true when it is given, and a change of
 * subscriptions loses nothing that both of them want. Turns of one session never overlap.
 *
 * @param enter subscriptions that the session does not have
 * @param catchUp what of the past comes with them
 * @param leave subscriptions that it has
 * @param answer what the client is told; nothing that it must not hear may stand before it
 * @param afterwards what has to happen once the answer is on its way
 * @param wake time after which {@link Conversation#woken} is called, instead of one set before; zero for never
 * @param end why the session is over, once the client has taken everything that waits for it; empty while it goes on
 */
public record Turn(
        Set<Subscription> enter,
        CatchUp catchUp,
        Set<Subscription> leave,
        Answer answer,
        Runnable afterwards,
        Optional<Duration> wake,
        Optional<CloseReason> end) {

    /** The words of a turn, found when it is carried out. */
    public interface Answer {

        /** No word. */
        Answer NONE = (_, _) -> List.of();

        /**
         * Finds them.
         *
         * @param now when the subscriptions are in force
         * @param recovery what the client missed, for what is to be said of that; it follows by itself
         */
        List<Message> words(Instant now, Recovery recovery);
    }

    /** Nothing is done. */
    public static final Turn NOTHING =
            new Turn(Set.of(), CatchUp.NOTHING, Set.of(), Answer.NONE, () -> {}, Optional.empty(), Optional.empty());

    public Turn {
        enter = Set.copyOf(enter);
        leave = Set.copyOf(leave);
        if (catchUp instanceof CatchUp.InChannel && enter.size() != 1) {
            throw new IllegalArgumentException("one channel has to be entered to catch up in it, not " + enter.size());
        }
    }

    /** The client is told this. */
    public static Turn say(Answer answer) {
        return NOTHING.saying(answer);
    }

    /** The session is over once the client has taken everything that waits for it. */
    public static Turn end(CloseReason reason) {
        return NOTHING.ending(reason);
    }

    /** Whether the client is told anything at the end. */
    @SuppressWarnings("ReferenceEquality") // no other answer is known to have no words
    boolean speaks() {
        return answer != Answer.NONE;
    }

    public static Turn entering(Subscription subscription) {
        return entering(List.of(subscription));
    }

    public static Turn entering(Collection<Subscription> subscriptions) {
        return new Turn(
                new LinkedHashSet<>(subscriptions),
                CatchUp.NOTHING,
                Set.of(),
                Answer.NONE,
                () -> {},
                Optional.empty(),
                Optional.empty());
    }

    public static Turn leaving(Collection<Subscription> subscriptions) {
        return NOTHING.andLeaving(subscriptions);
    }

    public Turn andLeaving(Collection<Subscription> subscriptions) {
        return new Turn(enter, catchUp, new LinkedHashSet<>(subscriptions), answer, afterwards, wake, end);
    }

    public Turn catchingUp(CatchUp past) {
        return new Turn(enter, past, leave, answer, afterwards, wake, end);
    }

    public Turn saying(Answer words) {
        return new Turn(enter, catchUp, leave, words, afterwards, wake, end);
    }

    public Turn then(Runnable action) {
        return new Turn(enter, catchUp, leave, answer, action, wake, end);
    }

    public Turn wakingAfter(Duration time) {
        return new Turn(enter, catchUp, leave, answer, afterwards, Optional.of(time), end);
    }

    public Turn ending(CloseReason reason) {
        return new Turn(enter, catchUp, leave, answer, afterwards, wake, Optional.of(reason));
    }
}
