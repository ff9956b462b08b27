package io.mycostream.publisher.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A hash in Redis that several processes keep together, each with fields of its own: what is, beside what happened, which
 * is published.
 *
 * <p>Keeps one connection, like {@link RedisPublisher}. Safe for use by many threads, which wait for each other and for
 * Redis, a few times the timeout at most.
 */
public final class RedisHash implements AutoCloseable {

    /** Fields in one command: Redis does nothing else while it carries one out. */
    private static final int FIELDS_AT_ONCE = 128;

    private final byte[] key;
    private final RedisConnection connection;

    /**
     * Prepares the hash; nothing is connected yet.
     *
     * @param uri as for {@link RedisPublisher.Builder#uri}
     * @param key the whole name of the key in Redis
     * @param timeout limit for connecting, and again for each answer; a millisecond or more
     * @throws IllegalArgumentException if the uri has another form
     */
    public RedisHash(String uri, String key, Duration timeout) {
        this.key = key.getBytes(UTF_8);
        this.connection =
                new RedisConnection(RedisAddress.parse(uri), (SSLSocketFactory) SSLSocketFactory.getDefault(), timeout);
    }

    /**
     * Sets fields, removes others, and lets the hash live on. Not in one step: when it fails, part of it may be done, and
     * doing it again does no harm.
     *
     * @param timeToLive until the whole hash is gone, unless somebody writes to it again; a millisecond or more
     * @throws IOException if Redis did not confirm all of it; the message says why
     */
    public synchronized void write(Map<String, String> fields, Collection<String> removed, Duration timeToLive)
            throws IOException {
        List<byte[][]> sets = commands(flattened(fields), 2 * FIELDS_AT_ONCE);
        List<byte[][]> removals =
                commands(removed.stream().map(RedisHash::bytes).toList(), FIELDS_AT_ONCE);
        try {
            connection.open();
            send(Command.HSET, sets);
            send(Command.HDEL, removals);
            byte[][] expiry = {key, bytes(Long.toString(timeToLive.toMillis()))};
            send(Command.PEXPIRE, Collections.singletonList(expiry));
        } catch (RedisAwayException away) {
            throw new IOException(away.reason(), away);
        }
    }

    /**
     * Reads all of it, the fields of other processes too.
     *
     * @return empty when there is no such key
     * @throws IOException if Redis did not answer, or the key holds something else; the message says why
     */
    public synchronized Map<String, String> read() throws IOException {
        try {
            connection.open();
            byte[][] arguments = {key};
            List<?> answer = (List<?>)
                    send(Command.HGETALL, Collections.singletonList(arguments)).get(0);
            Map<String, String> fields = new LinkedHashMap<>();
            for (int i = 0; i + 1 < answer.size(); i += 2) {
                fields.put(text(answer.get(i)), text(answer.get(i + 1)));
            }
            return fields;
        } catch (RedisAwayException away) {
            throw new IOException(away.reason(), away);
        }
    }

    private List<Object> send(Command command, List<byte[][]> arguments) throws IOException, RedisAwayException {
        if (arguments.isEmpty()) {
            return List.of();
        }
        List<Object> answers = connection.send(command, arguments);
        for (Object answer : answers) {
            if (answer instanceof JedisDataException refusal) {
                // it may be a replica, or a node of a cluster without the key; the next connection may find another
                connection.drop();
                throw new IOException("Redis refused " + command + ": " + refusal.getMessage(), refusal);
            }
        }
        return answers;
    }

    /** The key and its arguments, in as many commands as it takes. */
    private List<byte[][]> commands(List<byte[]> arguments, int most) {
        List<byte[][]> commands = new ArrayList<>();
        for (int from = 0; from < arguments.size(); from += most) {
            List<byte[]> command = new ArrayList<>();
            command.add(key);
            command.addAll(arguments.subList(from, Math.min(arguments.size(), from + most)));
            commands.add(command.toArray(byte[][]::new));
        }
        return commands;
    }

    private static List<byte[]> flattened(Map<String, String> fields) {
        List<byte[]> flat = new ArrayList<>();
        fields.forEach((field, value) -> {
            flat.add(bytes(field));
            flat.add(bytes(value));
        });
        return flat;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, UTF_8);
    }

    /** Ends the connection; the hash stays until it expires. */
    @Override
    public void close() {
        connection.close();
    }
}
