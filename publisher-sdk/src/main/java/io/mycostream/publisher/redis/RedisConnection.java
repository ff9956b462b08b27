package io.mycostream.publisher.redis;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * The one connection to Redis: opened when it is needed, dropped at the first trouble, opened again when it is needed
 * again, with growing pauses while that fails.
 *
 * <p>Used by one thread, except for {@link #close}. Every method comes back within the timeout, or twice that when it has
 * to connect first.
 */
final class RedisConnection {

    private static final Logger LOG = System.getLogger(RedisConnection.class.getName());

    /** A connection that was quiet for longer is tried before a publication is trusted to it. */
    private static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();

    private static final long SHORTEST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    private final RedisAddress address;
    private final RedisSockets sockets;
    private final JedisClientConfig config;
    private final Duration timeout;

    /** The socket's own timeout covers reading only: a Redis that stops reading would hold up our writing for ever. */
    private final Watch watch;

    private @Nullable Connection connection;
    private long lastAnswerNanos;

    private @Nullable RedisAwayException away;
    private int failures;
    private long nextAttemptNanos;

    /**
     * Prepares a connection; {@link #open} makes it.
     *
     * @param tls makes connections safe, if the address asks for that
     */
    RedisConnection(RedisAddress address, SSLSocketFactory tls, Duration timeout) {
        int millis = (int) timeout.toMillis();
        this.address = address;
        this.timeout = timeout;
        this.config = DefaultJedisClientConfig.builder()
                .user(JedisURIHelper.getUser(address.uri()))
                .password(JedisURIHelper.getPassword(address.uri()))
                .database(JedisURIHelper.getDBIndex(address.uri()))
                .resp2()
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .build();
        this.sockets = new RedisSockets(address, tls, config);
        this.watch = new Watch(timeout, sockets::abort);
    }

    /**
     * Makes sure that there is a connection on which Redis was heard a moment ago.
     *
     * @return whether it is a new one
     * @throws RedisAwayException if there is none to be had, or it is too early to try again
     */
    boolean open() throws RedisAwayException {
        if (connection != null && System.nanoTime() - lastAnswerNanos > QUIET_NANOS) {
            dropIfDead();
        }
        if (connection != null) {
            return false;
        }
        refuseDuringPause();
        connect();
        return true;
    }

    /**
     * Sends a command once for each of the argument lists, all in one go.
     *
     * @return the answers in the same order; an answer that is an error is an exception of the client
     * @throws RedisAwayException if not all of them were answered in time; the connection is gone then
     */
    List<Object> send(Command command, List<byte[][]> argumentLists) throws RedisAwayException {
        try {
            return exchange(command, argumentLists);
        } catch (RedisAwayException lost) {
            remember(lost);
            throw lost;
        }
    }

    /** Ends it for good, at once, from any thread, also while another one waits for an answer. */
    void close() {
        sockets.close();
    }

    /** Forgets the connection; the next {@link #open} makes a new one. */
    void drop() {
        sockets.drop();
        connection = null;
    }

    private List<Object> exchange(Command command, List<byte[][]> argumentLists) throws RedisAwayException {
        Connection open = connection;
        if (open == null) {
            throw new IllegalStateException("nothing can be sent before open");
        }
        watch.begin();
        try {
            argumentLists.forEach(arguments -> open.sendCommand(command, arguments));
            List<Object> answers = open.getMany(argumentLists.size());
            lastAnswerNanos = System.nanoTime();
            if (!watch.end()) {
                drop();
            }
            return answers;
        } catch (JedisException e) {
            boolean failedByItself = watch.end();
            drop();
            throw away(failedByItself ? reason(e) : "no answer within " + timeout.toMillis() + " ms", e);
        }
    }

    private void dropIfDead() {
        try {
            exchange(Command.PING, Collections.singletonList(new byte[0][]));
        } catch (RedisAwayException dead) {
            // nothing is lost yet: servers end quiet connections, and a new one may be had
            LOG.log(Level.DEBUG, "the quiet connection to Redis was dead", dead);
        }
    }

    private void refuseDuringPause() throws RedisAwayException {
        RedisAwayException known = away;
        long pause = nextAttemptNanos - System.nanoTime();
        if (known != null && pause > 0) {
            throw new RedisAwayException(
                    known.reason() + "; next attempt in " + TimeUnit.NANOSECONDS.toMillis(pause) + " ms", known);
        }
    }

    private void connect() throws RedisAwayException {
        try {
            connection = new Connection(sockets, config);
            lastAnswerNanos = System.nanoTime();
        } catch (JedisException e) {
            drop();
            pause();
            RedisAwayException unreachable = away(reason(e), e);
            remember(unreachable);
            throw unreachable;
        }
        if (away != null) {
            LOG.log(Level.INFO, "Redis back at={0}", address);
        }
        away = null;
        failures = 0;
    }

    private RedisAwayException away(String reason, JedisException cause) {
        return new RedisAwayException("Redis at " + address + " cannot be used: " + reason, cause);
    }

    private void remember(RedisAwayException lost) {
        if (away == null) {
            LOG.log(Level.WARNING, "Redis lost reason={0}", lost.reason());
        }
        away = lost;
    }

    private void pause() {
        long longest = Math.min(LONGEST_PAUSE_MILLIS, SHORTEST_PAUSE_MILLIS << Math.min(failures, 10));
        failures++;
        // a random part of it, so that publishers do not come back all at once
        long millis = ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
        nextAttemptNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** What it was in the end; Jedis hides the reasons of a failed connect among the suppressed. */
    static String reason(JedisException trouble) {
        Throwable root = trouble;
        if (trouble.getCause() == null && trouble.getSuppressed().length > 0) {
            root = trouble.getSuppressed()[0];
        }
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
