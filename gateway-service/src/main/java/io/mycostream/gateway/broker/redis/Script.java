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
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;

/**
 * A Lua script that stands beside this class, and is run by its digest.
 *
 * <p>Until Redis has confirmed on a connection that it has loaded it, which it refuses while it reads its data, each call
 * carries the script along: calls under way together are done in the order in which they were made. Only those under way
 * while somebody flushes Redis' scripts are sent again and may then be overtaken by later ones.
 *
 * <p>Safe for use by many threads.
 */
final class Script {

    private final String text;
    private final String sha;

    /** By connection whether loading it was confirmed; nothing for one that is new. */
    private final Map<RedisConnection, Boolean> loaded = Collections.synchronizedMap(new WeakHashMap<>());

    Script(String name) {
        byte[] file = read(name);
        text = new String(file, UTF_8);
        sha = HexFormat.of().formatHex(sha1().digest(file));
    }

    /** Runs it; fails as Redis' answer or the connection does. */
    Future<Response> run(RedisConnection connection, List<String> keys, List<byte[]> arguments) {
        Request call = call(isLoaded(connection), keys, arguments);
        return connection
                .send(call)
                .recover(failure -> {
                    if (String.valueOf(failure.getMessage()).startsWith("NOSCRIPT")) {
                        loaded.remove(connection);
                        return connection.send(call(isLoaded(connection), keys, arguments));
                    }
                    return Future.failedFuture(failure);
                })
                .map(answer -> Objects.requireNonNull(answer, "every script answers"));
    }

    private Request call(boolean isLoaded, List<String> keys, List<byte[]> arguments) {
        Request call = isLoaded
                ? Request.cmd(Command.EVALSHA).arg(sha)
                : Request.cmd(Command.EVAL).arg(text);
        call.arg(keys.size());
        keys.forEach(call::arg);
        arguments.forEach(call::arg);
        return call;
    }

    private boolean isLoaded(RedisConnection connection) {
        Boolean known = loaded.putIfAbsent(connection, false);
        if (known == null) {
            connection.send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(text)).onComplete(answer -> {
                if (answer.succeeded()) {
                    loaded.replace(connection, true);
                } else {
                    // the next call asks once more
                    loaded.remove(connection);
                }
            });
        }
        return Boolean.TRUE.equals(known);
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
