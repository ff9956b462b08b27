package io.mycostream.publisher.redis;

import io.mycostream.publisher.PublishException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.XAddParams;

/**
 * Appends entries to one Redis stream whose readers expect no envelope. For everything else publish events, with {@link
 * RedisPublisher}.
 *
 * <p>It connects for the first entry and again after a failure. Safe for use by many threads; they wait for each other.
 */
public final class RedisStream implements AutoCloseable {

    private final RedisAddress address;
    private final DefaultJedisClientConfig config;
    private final String key;
    private final XAddParams params;
    private @Nullable Jedis connection;

    /**
     * Prepares a stream; nothing is connected yet.
     *
     * @param uri as for {@link RedisPublisher.Builder#uri}
     * @param key the stream's name
     * @param length about how many entries it keeps, the newest; 1 or more
     * @param timeout limit for connecting, and again for each answer; a millisecond or more
     * @throws IllegalArgumentException if the uri has another form
     */
    public RedisStream(String uri, String key, long length, Duration timeout) {
        int millis = Math.toIntExact(timeout.toMillis());
        address = RedisAddress.parse(uri);
        config = DefaultJedisClientConfig.builder(address.uri())
                .resp2()
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .build();
        this.key = key;
        params = XAddParams.xAddParams()
                .id(StreamEntryID.NEW_ENTRY)
                .maxLen(length)
                .approximateTrimming();
    }

    /**
     * Appends an entry of one field and waits until it is there.
     *
     * @throws PublishException if it was not confirmed; it may be there all the same
     */
    public synchronized void append(String field, String value) {
        try {
            if (connection == null) {
                connection = new Jedis(new HostAndPort(address.host(), address.port()), config);
            }
            connection.xadd(key, params, Map.of(field, value));
        } catch (JedisException e) {
            close();
            throw new PublishException("an entry of " + key + " was not confirmed by Redis at " + address, e);
        }
    }

    /** Ends the connection; the next entry makes a new one. */
    @Override
    public synchronized void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
