package io.mycostream.publisher;

import io.mycostream.publisher.wire.Position;

/**
 * A publication that Redis has confirmed.
 *
 * @param channel where it was published
 * @param messageId the id of its event
 * @param position its place in the channel's history
 */
public record Published(String channel, String messageId, Position position) {}
