package io.mycostream.gateway.dialect.geminivideo;

import io.mycostream.gateway.stream.Message;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One client of server-sent events, and what it was sent. Written by its event loop, read by whoever shows statistics. */
final class EventClient {

    private final String id = "sse_" + UUID.randomUUID();
    private final Optional<String> user;
    private final InstantSource clock;
    private final Instant connectedAt;
    private volatile Instant lastEventTime;
    private volatile long eventCount;

    EventClient(Optional<String> user, InstantSource clock) {
        this.user = user;
        this.clock = clock;
        this.connectedAt = clock.instant();
        this.lastEventTime = connectedAt;
    }

    String id() {
        return id;
    }

    Optional<String> user() {
        return user;
    }

    Instant connectedAt() {
        return connectedAt;
    }

    /** When it was sent an event last. */
    Instant lastEventTime() {
        return lastEventTime;
    }

    /** Events that it was sent, the greeting included. */
    long eventCount() {
        return eventCount;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one loop alone counts
    void told() {
        eventCount++;
        lastEventTime = clock.instant();
    }

    /** The greeting. */
    Message connected(Instant now) {
        return connected(now, Optional.empty());
    }

    /**
     * The greeting.
     *
     * @param requestId what the workers are asked under
     */
    Message connected(Instant now, Optional<String> requestId) {
        told();
        var greeting = Words.typed("connected")
                .string("message", "SSE connection established")
                .string("clientId", id);
        requestId.ifPresent(known -> greeting.string("requestId", known));
        return Words.at(now, greeting);
    }

    /** The end of a stream that came to its goal. */
    Message complete(String data, String timestamp) {
        told();
        return new Message(
                Words.typed("complete")
                        .raw("data", data)
                        .string("timestamp", timestamp)
                        .end(),
                "complete",
                null);
    }

    /** The end of a stream that did not. */
    Message error(String problem, String timestamp) {
        told();
        return new Message(
                Words.typed("error")
                        .string("error", problem)
                        .string("timestamp", timestamp)
                        .end(),
                "error",
                null);
    }

    /** What it is told when its address asks for what cannot be. */
    List<Message> refused(Instant now, String problem) {
        return List.of(connected(now), error(problem, now.toString()));
    }
}
