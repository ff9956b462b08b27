package io.mycostream.publisher.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Collections;
import javax.net.ssl.SSLSocketFactory;
import redis.clients.jedis.Protocol.Command;

/**
 * Lets one of many processes have a thing: whoever asks first holds it until it expires.
 *
 * <p>Keeps one connection, like {@link RedisPublisher}. Safe for use by many threads, which wait for each other.
 */
public final class RedisClaims implements AutoCloseable {

    /** What became of a claim. */
    public enum Outcome {
        /** The caller holds it, and nobody else did. */
        GRANTED,
        /** It was held already, by another process or by the caller itself. */
        HELD,
        /** Redis did not say; the caller may hold it or not. */
        UNANSWERED
    }

    private static final byte[] ONLY_IF_ABSENT = "NX".getBytes(UTF_8);
    private static final byte[] EXPIRES_IN_MILLIS = "PX".getBytes(UTF_8);

    private final RedisConnection connection;

    /**
     * Prepares claims; nothing is connected yet.
     *
     * @param uri as for {@link RedisPublisher.Builder#uri}
     * @param timeout limit for connecting, and again for the answer; a millisecond or more
     * @throws IllegalArgumentException if the uri has another form
     */
    public RedisClaims(String uri, Duration timeout) {
        connection =
                new RedisConnection(RedisAddress.parse(uri), (SSLSocketFactory) SSLSocketFactory.getDefault(), timeout);
    }

    /**
     * Claims a key, waiting for the answer for a few times the timeout at most.
     *
     * @param key the whole name of the key in Redis
     * @param holder who claims, for people who look at the key
     * @param timeToLive until it may be claimed again; a millisecond or more
     */
    public synchronized Outcome claim(String key, String holder, Duration timeToLive) {
        byte[][] arguments = {
            key.getBytes(UTF_8),
            holder.getBytes(UTF_8),
            ONLY_IF_ABSENT,
            EXPIRES_IN_MILLIS,
            Long.toString(timeToLive.toMillis()).getBytes(UTF_8)
        };
        try {
            connection.open();
            Object answer = connection
                    .send(Command.SET, Collections.singletonList(arguments))
                    .get(0);
            if (answer instanceof byte[]) {
                return Outcome.GRANTED;
            }
            return answer == null ? Outcome.HELD : Outcome.UNANSWERED;
        } catch (RedisAwayException away) {
            return Outcome.UNANSWERED;
        }
    }

    /** Ends the connection; claims stay until they expire. */
    @Override
    public void close() {
        connection.close();
    }
}
