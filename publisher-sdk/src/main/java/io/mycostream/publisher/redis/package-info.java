/**
 * Publishing through Redis. The only package of the SDK that knows a Redis client.
 *
 * <p>Read {@link RedisPublisher} first, then {@code publish.lua}, which is what happens inside Redis.
 */
@NullMarked
package io.mycostream.publisher.redis;

import org.jspecify.annotations.NullMarked;
