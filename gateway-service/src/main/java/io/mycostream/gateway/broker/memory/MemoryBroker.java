package io.mycostream.gateway.broker.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.gateway.stream.Broker;
import io.mycostream.gateway.stream.BrokerException;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.History;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Resume;
import io.mycostream.gateway.stream.RetentionRules;
import io.mycostream.gateway.stream.StreamPosition;
import io.mycostream.publisher.wire.Envelope;
import io.mycostream.publisher.wire.EnvelopeCodec;
import io.mycostream.publisher.wire.EnvelopeFormatException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Broker within this process. What is published is delivered on the publisher's thread before the call returns, one
 * publication at a time.
 */
public final class MemoryBroker implements Broker {

    /** One channel's history and who hears it; it stays when nobody does, as the history is for those who return. */
    private static final class Stream {

        private final History history;
        private final String epoch = UUID.randomUUID().toString();
        private long offset;
        private @Nullable Listener listener;

        Stream(History history) {
            this.history = history;
            history.startAfter(new StreamPosition(0, epoch));
        }
    }

    private final RetentionRules rules;
    private final LongSupplier nanoClock;

    /** Guards itself and everything inside, and keeps the calls of the listeners in order. */
    private final Map<Channel, Stream> streams = new HashMap<>();

    /**
     * Creates a broker without channels.
     *
     * @param nanoClock measures the age of histories, like {@link System#nanoTime()}
     */
    public MemoryBroker(RetentionRules rules, LongSupplier nanoClock) {
        this.rules = rules;
        this.nanoClock = nanoClock;
    }

    /**
     * Publishes.
     *
     * @return the publication's place in its channel
     */
    public StreamPosition publish(
            Channel channel, String id, String timestamp, @Nullable String source, String payload) {
        synchronized (streams) {
            Stream stream = stream(channel);
            StreamPosition position = new StreamPosition(++stream.offset, stream.epoch);
            Publication publication = new Publication(channel, position, id, timestamp, source, payload);
            stream.history.append(publication);
            if (stream.listener != null) {
                stream.listener.published(publication);
            }
            return position;
        }
    }

    @Override
    public void subscribe(Channel channel, Listener listener) {
        synchronized (streams) {
            stream(channel).listener = listener;
        }
    }

    @Override
    public Runnable join(Channel channel, Optional<Resume> resume, Consumer<Recovery> joined) {
        synchronized (streams) {
            Stream stream = stream(channel);
            if (stream.listener != null) {
                joined.accept(stream.history.join(resume));
            }
        }
        // nobody ever waits
        return () -> {};
    }

    @Override
    public void unsubscribe(Channel channel) {
        synchronized (streams) {
            stream(channel).listener = null;
        }
    }

    /** What is sent has no place in the history. */
    @Override
    public CompletionStage<Void> send(Channel channel, String message) {
        try {
            Publication publication = publication(channel, message);
            synchronized (streams) {
                Stream stream = stream(channel);
                if (stream.listener != null) {
                    stream.listener.published(publication);
                }
            }
            return CompletableFuture.completedFuture(null);
        } catch (EnvelopeFormatException wrong) {
            return CompletableFuture.failedFuture(new BrokerException(channel + " carries events only", wrong));
        }
    }

    private static Publication publication(Channel channel, String message) throws EnvelopeFormatException {
        Envelope envelope = EnvelopeCodec.decode(channel.name(), message.getBytes(UTF_8));
        return new Publication(
                channel,
                null,
                Objects.requireNonNullElseGet(
                        envelope.messageId(), () -> UUID.randomUUID().toString()),
                Objects.requireNonNullElseGet(
                        envelope.timestamp(), () -> Instant.now().toString()),
                envelope.source(),
                envelope.data());
    }

    @Override
    public boolean delivers() {
        return true;
    }

    @Override
    public CompletionStage<Void> forget(Channel channel, String command) {
        synchronized (streams) {
            stream(channel).history.forget();
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> forgetAll(String beginning, String command) {
        synchronized (streams) {
            streams.forEach((channel, stream) -> {
                if (channel.name().startsWith(beginning)) {
                    stream.history.forget();
                }
            });
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        synchronized (streams) {
            streams.clear();
        }
    }

    private Stream stream(Channel channel) {
        return streams.computeIfAbsent(channel, name -> new Stream(new History(rules.of(name), nanoClock)));
    }
}
