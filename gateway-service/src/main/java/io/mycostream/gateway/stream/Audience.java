package io.mycostream.gateway.stream;

import org.jspecify.annotations.Nullable;

/**
 * Those who are sent the same frame: one dialect's clients on one channel, about one key or about all.
 *
 * @param key null for those who want everything
 */
record Audience(Dialect dialect, Channel channel, @Nullable String key) {

    static Audience of(Dialect dialect, Subscription subscription) {
        return new Audience(dialect, subscription.channel(), subscription.key());
    }

    Audience all() {
        return key == null ? this : new Audience(dialect, channel, null);
    }
}
