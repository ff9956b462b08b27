package io.mycostream.gateway.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A broker in the test's hands: it notes what it is asked for and confirms when told to. Safe for use by many threads. */
final class FakeBroker implements Broker {

    private record Joining(Channel channel, Consumer<Recovery> joined) {}

    private final Map<Channel, Listener> listeners = new ConcurrentHashMap<>();
    private final List<Joining> joining = new ArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile Recovery recovery = Recovery.notAsked(Optional.empty());
    private volatile boolean hesitant;

    /** From now on clients wait for {@link #confirm}. */
    void hesitate() {
        hesitant = true;
    }

    /** What everyone who joins from now on has missed. */
    void recover(Recovery missed) {
        recovery = missed;
    }

    synchronized void confirm(Channel channel) {
        List<Joining> waiting = joining.stream()
                .filter(client -> client.channel.equals(channel))
                .toList();
        joining.removeAll(waiting);
        waiting.forEach(client -> client.joined.accept(recovery));
    }

    /** What the hub asked for so far, in order: {@code +channel} and {@code -channel}. */
    List<String> calls() {
        return calls;
    }

    /** Hands a publication to whoever is subscribed, one at a time. */
    synchronized void publish(Publication publication) {
        @Nullable Listener listener = listeners.get(publication.channel());
        if (listener != null) {
            listener.published(publication);
        }
    }

    /** Tells whoever is subscribed that something may be missing. */
    synchronized void gap(Channel channel, GapReason reason) {
        @Nullable Listener listener = listeners.get(channel);
        if (listener != null) {
            listener.gap(channel, reason);
        }
    }

    @Override
    public void subscribe(Channel channel, Listener listener) {
        calls.add("+" + channel);
        if (listeners.put(channel, listener) != null) {
            throw new IllegalStateException(channel + " is subscribed already");
        }
    }

    @Override
    public synchronized Runnable join(Channel channel, Optional<Resume> resume, Consumer<Recovery> joined) {
        if (!hesitant) {
            joined.accept(recovery);
            return () -> {};
        }
        Joining waiting = new Joining(channel, joined);
        joining.add(waiting);
        return () -> giveUp(waiting);
    }

    private synchronized void giveUp(Joining waiting) {
        joining.remove(waiting);
    }

    /** How many wait to be let in. */
    synchronized int waiting() {
        return joining.size();
    }

    @Override
    public synchronized void unsubscribe(Channel channel) {
        calls.add("-" + channel);
        if (listeners.remove(channel) == null) {
            throw new IllegalStateException(channel + " is not subscribed");
        }
        joining.removeIf(client -> client.channel.equals(channel));
    }

    @Override
    public CompletionStage<Void> send(Channel channel, String message) {
        calls.add(channel + " < " + message);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean delivers() {
        return !hesitant;
    }

    @Override
    public CompletionStage<Void> forget(Channel channel, String command) {
        calls.add(channel + " forgotten by " + command);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> forgetAll(String beginning, String command) {
        calls.add(beginning + "* forgotten by " + command);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}
}
