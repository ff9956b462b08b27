/**
 * The broker over Redis: one supervised subscription of this node, and what comes in decoded. Read {@code RedisBroker}
 * first, then {@code Subscriber}, which keeps the connection and proves it, then {@code Feed}, which makes of what arrives
 * one order without holes.
 */
@NullMarked
package io.mycostream.gateway.broker.redis;

import org.jspecify.annotations.NullMarked;
