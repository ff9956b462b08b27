package io.mycostream.gateway.stream;

import org.jspecify.annotations.Nullable;

/**
 * One message in a channel, as it came from the broker.
 *
 * @param channel where it arrived
 * @param position its place in the channel's history; null when the publisher keeps none
 * @param id the publisher's message id, or one this node made; unique, not empty
 * @param timestamp when it was published, in the publisher's own spelling, or this node's time of receipt
 * @param source who published it, null when the publisher did not say
 * @param payload the JSON object as published, untouched; the core never looks inside
 */
public record Publication(
        Channel channel,
        @Nullable StreamPosition position,
        String id,
        String timestamp,
        @Nullable String source,
        String payload) {}
