package io.mycostream.gateway.stream;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A broker in the test's hands: it notes what it is asked for and confirms when told to. Safe for use by many threads. */
final class FakeBroker implements Broker {

    private final Map<Channel, Consumer<Publication>> listeners = new ConcurrentHashMap<>();
    private final Map<Channel, CompletableFuture<Void>> confirmations = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile boolean hesitant;

    /** From now on subscriptions wait for {@link #confirm}. */
    void hesitate() {
        hesitant = true;
    }

    void confirm(Channel channel) {
        Objects.requireNonNull(confirmations.get(channel)).complete(null);
    }

    /** What the hub asked for so far, in order: {@code +channel} and {@code -channel}. */
    List<String> calls() {
        return calls;
    }

    /** Hands a publication to whoever is subscribed, one at a time. */
    synchronized void publish(Publication publication) {
        @Nullable Consumer<Publication> listener = listeners.get(publication.channel());
        if (listener != null) {
            listener.accept(publication);
        }
    }

    @Override
    public void subscribe(Channel channel, Consumer<Publication> listener) {
        calls.add("+" + channel);
        if (listeners.put(channel, listener) != null) {
            throw new IllegalStateException(channel + " is subscribed already");
        }
        confirmations.put(channel, new CompletableFuture<>());
        if (!hesitant) {
            confirm(channel);
        }
    }

    @Override
    public CompletionStage<Void> confirmed(Channel channel) {
        return Objects.requireNonNull(confirmations.get(channel), "not subscribed");
    }

    @Override
    public void unsubscribe(Channel channel) {
        calls.add("-" + channel);
        if (listeners.remove(channel) == null) {
            throw new IllegalStateException(channel + " is not subscribed");
        }
        Objects.requireNonNull(confirmations.remove(channel)).cancel(false);
    }

    @Override
    public void close() {}
}
