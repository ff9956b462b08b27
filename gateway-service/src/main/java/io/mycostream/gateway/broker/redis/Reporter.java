package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Retention;

/**
 * Reports the plain publications of a channel to its history in Redis, which enters each once: it counts the reports of
 * each listener, and a listener is one time of listening in which every arrival is reported.
 */
final class Reporter {

    private final Channel channel;
    private final Retention retention;
    private final Means means;
    private String listener = "";
    private long listeningSince;

    Reporter(Channel channel, Retention retention, Means means) {
        this.channel = channel;
        this.retention = retention;
        this.means = means;
    }

    /**
     * Begins as a new listener.
     *
     * @param sinceMicros by Redis' clock
     */
    void listening(long sinceMicros) {
        listener = means.uniqueName();
        listeningSince = sinceMicros;
    }

    /**
     * Reports what has arrived; nothing where nothing is kept.
     *
     * @param after the offset that was delivered last before it
     */
    void report(ChannelMessage message, Publication publication, long after) {
        if (retention.size() == 0) {
            return;
        }
        String reporter = listener;
        RedisHistory.Arrival arrival = new RedisHistory.Arrival(
                reporter,
                publication.id(),
                message.text(),
                message.envelope().timestamp() == null ? publication.timestamp() : null,
                after,
                means.uniqueName(),
                listeningSince);
        means.enter(channel.name(), arrival, retention).onFailure(_ -> {
            if (reporter.equals(listener)) {
                // nobody knows whether it was counted
                listening(means.redisMicros());
            }
        });
    }
}
