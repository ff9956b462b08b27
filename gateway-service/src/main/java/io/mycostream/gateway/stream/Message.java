package io.mycostream.gateway.stream;

import org.jspecify.annotations.Nullable;

/**
 * What a client is told, in its dialect's words, whatever wire carries it.
 *
 * @param json one JSON object; the whole WebSocket text frame, or the data of the SSE event
 * @param event name of the SSE event; null leaves it unnamed
 * @param id id of the SSE event; null leaves it out
 */
public record Message(
        String json, @Nullable String event, @Nullable String id) {}
