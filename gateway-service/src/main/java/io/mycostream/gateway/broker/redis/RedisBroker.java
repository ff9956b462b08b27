package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.stream.Broker;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.StreamPosition;
import io.mycostream.publisher.wire.Envelope;
import io.mycostream.publisher.wire.EnvelopeCodec;
import io.mycostream.publisher.wire.EnvelopeFormatException;
import io.mycostream.publisher.wire.Position;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Broker over Redis Pub/Sub: what arrives on this node's subscription becomes a {@link Publication} for the hub.
 *
 * <p>Takes the envelope of the SDK as well as a bare JSON object, as any program may publish it. What is neither, or too
 * large, is dropped and counted, and the next message is read as if nothing had been.
 */
public final class RedisBroker implements Broker {

    private static final Logger LOG = Logger.getLogger(RedisBroker.class);

    private final Subscriber subscriber;
    private final int maxEventBytes;
    private final InstantSource clock;
    private final Map<String, Consumer<Publication>> listeners = new ConcurrentHashMap<>();
    private final LongAdder malformed = new LongAdder();
    private final LongAdder oversize = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /**
     * Creates a broker that is not connected yet.
     *
     * @param subscriber makes the node's subscription, given who takes its messages
     * @param maxEventBytes largest message taken, in bytes
     * @param clock gives the time of receipt to publications without one
     */
    public RedisBroker(Function<Subscriber.Receiver, Subscriber> subscriber, int maxEventBytes, InstantSource clock) {
        this.maxEventBytes = maxEventBytes;
        this.clock = clock;
        this.subscriber = subscriber.apply(this::receive);
    }

    /** Connects to Redis, and stays connected from now on; call it once. What is subscribed earlier waits until then. */
    public void start() {
        subscriber.start();
    }

    /** Whether messages reach this node now, proven by a probe. */
    public Delivery delivery() {
        return subscriber.delivery();
    }

    /** Messages that were no JSON object, or an envelope without an object in it. */
    public long malformed() {
        return malformed.sum();
    }

    /** Messages larger than the limit. */
    public long oversize() {
        return oversize.sum();
    }

    /** Messages whose handling ended in an error of ours. */
    public long failed() {
        return failed.sum();
    }

    @Override
    public void subscribe(Channel channel, Consumer<Publication> listener) {
        listeners.put(channel.name(), listener);
        subscriber.add(channel.name());
    }

    @Override
    public CompletionStage<Void> confirmed(Channel channel) {
        return subscriber.confirmed(channel.name());
    }

    @Override
    public void unsubscribe(Channel channel) {
        listeners.remove(channel.name());
        subscriber.remove(channel.name());
    }

    @Override
    public void close() {
        subscriber.close();
    }

    private void receive(String channel, byte[] message) {
        Consumer<Publication> listener = listeners.get(channel);
        if (listener == null) {
            return;
        }
        if (message.length > maxEventBytes) {
            oversize.increment();
            return;
        }
        try {
            listener.accept(publication(EnvelopeCodec.decode(channel, message)));
        } catch (EnvelopeFormatException refused) {
            malformed.increment();
            LOG.debugf("message refused channel=%s: %s", channel, refused.getMessage());
        } catch (RuntimeException wrong) {
            // the top of this thread's work on one message: it ends this message and lets the next one live
            failed.increment();
            LOG.errorf(wrong, "message could not be handled channel=%s", channel);
        }
    }

    private Publication publication(Envelope envelope) {
        return new Publication(
                new Channel(envelope.channel()),
                position(envelope.position()).orElse(null),
                id(envelope.messageId()),
                Optional.ofNullable(envelope.timestamp())
                        .orElseGet(() -> clock.instant().toString()),
                envelope.source(),
                envelope.data());
    }

    private static Optional<StreamPosition> position(@Nullable Position position) {
        return Optional.ofNullable(position).map(known -> new StreamPosition(known.offset(), known.epoch()));
    }

    private static String id(@Nullable String messageId) {
        return messageId == null || messageId.isEmpty() ? UUID.randomUUID().toString() : messageId;
    }
}
