package io.mycostream.publisher.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

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

    private static final byte[] ONLY_IF_ABSENT = bytes("NX");
    private static final byte[] EXPIRES_IN_MILLIS = bytes("PX");

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
     * @param holder who claims, for people who look at the key; something unique is put behind it
     * @param timeToLive until it may be claimed again; a millisecond or more
     */
    public synchronized Outcome claim(String key, String holder, Duration timeToLive) {
        String mark = holder + ' ' + UUID.randomUUID();
        try {
            return set(key, mark, timeToLive);
        } catch (RedisAwayException stale) {
            // a connection that nobody used is found out to be gone by whoever uses it next
            return again(key, mark, timeToLive);
        }
    }

    private Outcome again(String key, String mark, Duration timeToLive) {
        try {
            Outcome outcome = set(key, mark, timeToLive);
            if (outcome != Outcome.HELD) {
                return outcome;
            }
            // by the first attempt perhaps, of which only the answer was lost
            boolean mine = ask(Command.GET, bytes(key)) instanceof byte[] found && Arrays.equals(found, bytes(mark));
            return mine ? Outcome.GRANTED : Outcome.HELD;
        } catch (RedisAwayException away) {
            return Outcome.UNANSWERED;
        }
    }

    private Outcome set(String key, String mark, Duration timeToLive) throws RedisAwayException {
        byte[] expiry = bytes(Long.toString(timeToLive.toMillis()));
        Object answer = ask(Command.SET, bytes(key), bytes(mark), ONLY_IF_ABSENT, EXPIRES_IN_MILLIS, expiry);
        if (answer instanceof byte[]) {
            return Outcome.GRANTED;
        }
        return answer == null ? Outcome.HELD : Outcome.UNANSWERED;
    }

    /**
     * Returns who holds a key: what was given as {@code holder}, a blank, and what was put behind it. Empty when nobody does.
     *
     * @throws IOException if Redis does not say; the message says why
     */
    public synchronized Optional<String> holder(String key) throws IOException {
        try {
            Object answer = ask(Command.GET, bytes(key));
            if (answer instanceof JedisDataException refusal) {
                throw new IOException("Redis refused GET: " + refusal.getMessage(), refusal);
            }
            return Optional.ofNullable((byte[]) answer).map(found -> new String(found, UTF_8));
        } catch (RedisAwayException away) {
            throw new IOException(away.reason(), away);
        }
    }

    private @Nullable Object ask(Command command, byte[]... arguments) throws RedisAwayException {
        connection.open();
        return connection.send(command, Collections.singletonList(arguments)).get(0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** Ends the connection; claims stay until they expire. */
    @Override
    public void close() {
        connection.close();
    }
}
