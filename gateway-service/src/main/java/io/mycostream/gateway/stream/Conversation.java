package io.mycostream.gateway.stream;

import java.util.Optional;

/**
 * One client's talk with us, from its opening to its end: what the client may say, what it alone is told, and what of that has
 * to be remembered. A dialect makes one for each connection.
 *
 * <p>What a frame leads to is a {@link Turn}; the session carries it out before it looks at the next frame. Every method is
 * called on the event loop of the connection and must not wait for anything.
 */
public interface Conversation {

    /** A way to say something out of turn. It may be used from any thread, and does nothing once the session has ended. */
    interface Prompt {

        /**
         * Has the turn carried out on the connection's event loop.
         *
         * @param turn one that enters no subscription, unless no other can be under way: the opening one is over and the client
         *     says nothing
         */
        void take(Turn turn);
    }

    /** How this client is told of publications. */
    Dialect dialect();

    /**
     * The first turn, before anything else is said: what the client listens to from the start, and its greeting. A turn that
     * only ends refuses the client.
     */
    Turn open(Prompt prompt);

    /**
     * Reads one frame of the client.
     *
     * @param frame text as the client sent it: hostile, of any form, within the size limit
     * @throws ProtocolException when it is nothing that this client may say; its message is shown to the client
     */
    Turn receive(String frame) throws ProtocolException;

    /** Puts what happened to the session into words; empty when the dialect has none for it on this transport. */
    Optional<Message> tell(ServerEvent event);

    /**
     * Notes a publication that this client is told, in the order of telling.
     *
     * @return what to do then; it enters no subscription, and counts only for what is published now, not for what a
     *     returning client had missed
     */
    default Turn heard(Translation translation) {
        return Turn.NOTHING;
    }

    /**
     * The time set by {@link Turn#wakingAfter} is over.
     *
     * @return what to do then; it enters no subscription
     */
    default Turn woken() {
        return Turn.NOTHING;
    }

    /**
     * The broker did not confirm in time what this client wanted to enter; nothing of it is entered.
     *
     * @return what to do then; it enters no subscription
     */
    default Turn unconfirmed() {
        return Turn.end(CloseReason.STREAM_UNAVAILABLE);
    }

    /** The session is over. */
    default void ended() {}
}
