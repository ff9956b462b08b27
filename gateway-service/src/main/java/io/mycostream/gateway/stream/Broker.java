package io.mycostream.gateway.stream;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Port to the system that carries publications between nodes and keeps their history.
 *
 * <p>Delivery is ordered per channel. While the broker is away nothing arrives; when it returns, everything subscribed is
 * subscribed again by the implementation itself, what was missed is delivered from the history, and what may be missing
 * all the same is told. Implementations are safe for use by many threads.
 */
public interface Broker extends AutoCloseable {

    /**
     * Hears one channel. Called one event at a time, in order, on a thread that must not be blocked.
     */
    interface Listener {

        void published(Publication publication);

        /** Between the publication heard last and the one heard next some may be missing. */
        void gap(Channel channel, GapReason reason);

        /**
         * What is heard of this channel from now on may come late: what other channels published after it may have been
         * heard before it.
         */
        default void late(Channel channel) {}

        /** What is heard of this channel from now on is heard in the order in which it arrived, as with other channels. */
        default void punctual(Channel channel) {}
    }

    /** Starts delivery of a channel to this node. The hub calls this for the channel's first local subscriber only. */
    void subscribe(Channel channel, Listener listener);

    /**
     * Lets a client into a subscribed channel.
     *
     * @param resume how far the client had come; empty for a new one
     * @param joined called once the channel's delivery is in force, between two calls of the listener and on the same
     *     thread: what was published before is in the recovery, if it was asked for, and everything from then on goes to
     *     the listener. It may take as long as the broker is away, and is never called when the channel is unsubscribed
     *     before
     * @return to be run by who waits no longer, so that nothing is kept for it; it may be called all the same until then
     */
    Runnable join(Channel channel, Optional<Resume> resume, Consumer<Recovery> joined);

    /** Stops delivery; the hub calls this after the channel's last local subscriber has gone. */
    void unsubscribe(Channel channel);

    /**
     * Publishes to whoever listens at this moment, without a history: a question to other programs.
     *
     * @param message the whole text that they get
     * @return fails with a {@link BrokerException} when the message is not on its way; who got it nobody can say
     */
    CompletionStage<Void> send(Channel channel, String message);

    /** Whether publications provably reach this node now. */
    boolean delivers();

    /**
     * Forgets what was published on a channel before this call: on this node, and in the history that the nodes share. Who
     * listens goes on listening, and the positions go on. Called by a listener, it forgets what that node has heard before
     * and nothing that comes after.
     *
     * @param command names what several nodes are told to do: the shared history forgets once for it, so that a node that
     *     is told later takes nothing from it that was published since
     * @return completes on some thread when it is done; fails with a {@link BrokerException} when the shared history may
     *     still have it
     */
    CompletionStage<Void> forget(Channel channel, String command);

    /**
     * Forgets, as {@link #forget} does, in every channel whose name begins so and that this node hears, with or without
     * clients.
     */
    CompletionStage<Void> forgetAll(String beginning, String command);

    @Override
    void close();
}
