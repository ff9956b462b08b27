package io.mycostream.gateway.broker.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * A Lua script that stands beside this class, and is run by its digest.
 *
 * <p>Each connection loads it first, so that calls under way together are done in the order in which they were made.
 * Only calls under way while somebody flushes Redis' scripts are sent again and may then be overtaken by later ones.
 *
 * <p>Safe for use by many threads.
 */
final class Script {

    private final String text;
    private final String sha;
    private final Set<RedisConnection> loaded =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    Script(String name) {
        byte[] file = read(name);
        text = new String(file, UTF_8);
        sha = HexFormat.of().formatHex(sha1().digest(file));
    }

    /** Runs it; fails as Redis' answer or the connection does. */
    Future<Response> run(RedisConnection connection, List<String> keys, List<byte[]> arguments) {
        if (loaded.add(connection)) {
            load(connection);
        }
        Request call = Request.cmd(Command.EVALSHA).arg(sha).arg(keys.size());
        keys.forEach(call::arg);
        arguments.forEach(call::arg);
        return connection
                .send(call)
                .recover(failure -> {
                    if (String.valueOf(failure.getMessage()).startsWith("NOSCRIPT")) {
                        load(connection);
                        return connection.send(call);
                    }
                    return Future.failedFuture(failure);
                })
                .map(answer -> Objects.requireNonNull(answer, "every script answers"));
    }

    /** Without heed of the answer: if it is refused, so is the call that follows. */
    private void load(RedisConnection connection) {
        connection.send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(text));
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    private static byte[] read(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing beside " + Script.class.getName());
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
