package io.mycostream.gateway.stream;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Port to the system that carries publications between nodes.
 *
 * <p>Delivery is at most once and ordered per channel. While the broker is away nothing arrives; when it returns,
 * everything subscribed is subscribed again by the implementation itself. Implementations are safe for use by many
 * threads.
 */
public interface Broker extends AutoCloseable {

    /**
     * Starts delivery of a channel to this node. The hub calls this for the channel's first local subscriber only.
     *
     * @param listener called one publication at a time, in order, on a thread that must not be blocked
     */
    void subscribe(Channel channel, Consumer<Publication> listener);

    /**
     * Tells when delivery of a subscribed channel is in force.
     *
     * @return completes, on any thread, once the broker has confirmed the subscription (after an interruption: confirmed it
     *     again), so that everything published from then on is delivered; never fails, but may take as long as the broker is
     *     away, and is cancelled when the channel is unsubscribed
     */
    CompletionStage<Void> confirmed(Channel channel);

    /** Stops delivery; the hub calls this after the channel's last local subscriber has gone. */
    void unsubscribe(Channel channel);

    @Override
    void close();
}
