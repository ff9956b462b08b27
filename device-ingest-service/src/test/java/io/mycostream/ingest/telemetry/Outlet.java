package io.mycostream.ingest.telemetry;

import io.mycostream.publisher.Event;
import io.mycostream.publisher.PublishException;
import io.mycostream.publisher.Published;
import io.mycostream.publisher.Publisher;
import io.mycostream.publisher.wire.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A publisher that the test opens and shuts. It starts open. */
final class Outlet implements Publisher {

    private enum State {
        OPEN,
        /** Every publication fails. */
        SHUT,
        /** Every publication waits. */
        HELD
    }

    private record Waiting(Event event, CompletableFuture<Published> confirmation) {}

    private final List<Event> taken = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final Set<String> refusedOnce = new HashSet<>();
    private final Set<String> refusedForEver = new HashSet<>();
    private final Set<String> refusedChannels = new HashSet<>();
    private State state = State.OPEN;

    @Override
    public Published publish(Event event) {
        return publishAsync(event).toCompletableFuture().join();
    }

    @Override
    public synchronized CompletionStage<Published> publishAsync(Event event) {
        if (refusedForEver.contains(event.messageId())) {
            throw new IllegalArgumentException("data must become a JSON object");
        }
        if (refusedChannels.contains(event.channel())) {
            return CompletableFuture.failedFuture(new PublishException("may not", null, true));
        }
        if (state == State.SHUT || refusedOnce.remove(event.messageId())) {
            return CompletableFuture.failedFuture(new PublishException("shut"));
        }
        CompletableFuture<Published> confirmation = new CompletableFuture<>();
        waiting.add(new Waiting(event, confirmation));
        if (state == State.OPEN) {
            confirm();
        }
        return confirmation;
    }

    private void confirm() {
        for (Waiting next : List.copyOf(waiting)) {
            if (next.confirmation().isDone()) {
                // taken back, as the real one allows
                continue;
            }
            taken.add(next.event());
            Position position = new Position("outlet", taken.size());
            next.confirmation()
                    .complete(new Published(next.event().channel(), next.event().messageId(), position));
        }
        waiting.clear();
    }

    synchronized void open() {
        state = State.OPEN;
        confirm();
    }

    /** Fails the oldest that waits. */
    void failFirst() {
        Waiting first;
        synchronized (this) {
            first = waiting.removeFirst();
        }
        first.confirmation().completeExceptionally(new PublishException("failed"));
    }

    synchronized void shut() {
        state = State.SHUT;
    }

    synchronized void hold() {
        state = State.HELD;
    }

    synchronized void refuseOnce(Event event) {
        refusedOnce.add(event.messageId());
    }

    synchronized void refuseForEver(Event event) {
        refusedForEver.add(event.messageId());
    }

    synchronized void refuseChannel(String channel) {
        refusedChannels.add(channel);
    }

    synchronized void takeChannel(String channel) {
        refusedChannels.remove(channel);
    }

    /** Returns how many publications wait to be confirmed. */
    synchronized int held() {
        return waiting.size();
    }

    /** Returns what was confirmed, in order, repetitions included. */
    synchronized List<Event> taken() {
        return List.copyOf(taken);
    }

    @Override
    public void close() {}
}
