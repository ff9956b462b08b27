package io.mycostream.gateway.stream;

import org.jspecify.annotations.Nullable;

/**
 * What a client is told, in its dialect's words, whatever wire carries it.
 *
 * @param json one JSON object; the whole WebSocket text frame, or the data of the SSE event
 * @param event name of the SSE event; null leaves it unnamed
 * @param id id of the SSE event; null leaves it out
 * @param retryMillis after which pause an EventSource that lost its connection comes back; 0 leaves that to it
 */
public record Message(
        String json, @Nullable String event, @Nullable String id, int retryMillis) {

    /** A message that says nothing of coming back. */
    public Message(String json, @Nullable String event, @Nullable String id) {
        this(json, event, id, 0);
    }
}
