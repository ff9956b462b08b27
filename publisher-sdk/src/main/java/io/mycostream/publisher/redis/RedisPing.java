package io.mycostream.publisher.redis;

import java.time.Duration;
import java.util.Optional;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Asks a Redis whether it answers, on a connection of its own that ends with the answer. For health checks of applications
 * that have nothing to publish at the moment.
 */
public final class RedisPing {

    private final RedisAddress address;
    private final DefaultJedisClientConfig config;

    /**
     * Prepares a ping; nothing is connected yet.
     *
     * @param uri as for {@link RedisPublisher.Builder#uri}
     * @param timeout limit for connecting, and again for the answer; a millisecond or more
     * @throws IllegalArgumentException if the uri has another form
     */
    public RedisPing(String uri, Duration timeout) {
        int millis = Math.toIntExact(timeout.toMillis());
        address = RedisAddress.parse(uri);
        config = DefaultJedisClientConfig.builder(address.uri())
                .resp2()
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .build();
    }

    /**
     * Waits for the answer.
     *
     * @return why there is none; empty when Redis answered
     */
    public Optional<String> trouble() {
        try (Jedis connection = new Jedis(new HostAndPort(address.host(), address.port()), config)) {
            connection.ping();
            return Optional.empty();
        } catch (JedisException e) {
            return Optional.of("Redis at " + address + " does not answer: " + e.getMessage());
        }
    }
}
