/**
 * Places counted in Redis, for all nodes together, as leases that this node renews. Read {@code RedisPlaces} first.
 */
@NullMarked
package io.mycostream.gateway.limit.redis;

import org.jspecify.annotations.NullMarked;
