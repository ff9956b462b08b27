package io.mycostream.gateway.stream;

import org.jspecify.annotations.Nullable;

/**
 * One session's interest in one channel.
 *
 * @param channel what is listened to
 * @param key only publications about exactly this (a device, a job, a plan) are wanted; null wants all of them
 */
public record Subscription(Channel channel, @Nullable String key) {

    /** Interest in everything the channel carries. */
    public static Subscription toAll(Channel channel) {
        return new Subscription(channel, null);
    }
}
