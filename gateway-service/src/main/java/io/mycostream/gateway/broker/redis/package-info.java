/**
 * The broker over Redis: one supervised subscription of this node, and what comes in decoded. Read {@code RedisBroker}
 * first, then {@code Subscriber}, which keeps the connection and proves it.
 */
@NullMarked
package io.mycostream.gateway.broker.redis;

import org.jspecify.annotations.NullMarked;
