package io.mycostream.ingest.link.mqtt;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A place where MQTT messages of boards arrive, and from where boards can be told something.
 *
 * <p>It looks after itself until it is closed. What is wrong is logged once, in words an operator can act on.
 */
public interface MqttLink extends AutoCloseable {

    /** What a link tells. Calls come from one thread, one at a time, and must not wait. */
    interface Listener {

        /**
         * A message came. It has to be settled in the end, whatever it is.
         *
         * @param body the receiver's to keep
         */
        void received(Delivery delivery, byte[] body);

        /**
         * A client that was connected to this link is not any more. Follows the delivery of its last will, if it has one.
         *
         * @param client its client id
         * @param reason in words for an operator
         */
        void left(String client, String reason);
    }

    /** What the operator calls this link, for example {@code mqtt://broker:1883}; holds no password, never changes. */
    String name();

    /**
     * Sends a message.
     *
     * @return completes with whether the broker, or a board that listens to the topic, has acknowledged it; with false when
     *     the connection ended before. On a thread that must not wait
     */
    CompletionStage<Boolean> publish(String topic, byte[] body);

    /** Why nothing can arrive at the moment; empty when something can. */
    Optional<String> trouble();

    /** Ends it for good. When it returns, no call of the listener is running or will follow. */
    @Override
    void close();
}
