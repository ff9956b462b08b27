package io.mycostream.gateway.broker.redis;

import java.time.Duration;

/**
 * Whether what is published on Redis reaches this node.
 *
 * @param proven true while the node's own probes come back
 * @param detail what is known, for operators: the last round trip, or what is wrong
 * @param roundTrip how long the last probe that came back was under way; zero before the first one
 * @param subscriptions channels subscribed now, the probe's included
 * @param interruptions connections lost or given up since the start
 * @param resubscriptions channels subscribed again after an interruption, since the start
 */
public record Delivery(
        boolean proven,
        String detail,
        Duration roundTrip,
        int subscriptions,
        long interruptions,
        long resubscriptions) {}
