package io.mycostream.gateway.limit.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.gateway.limit.Quota;
import io.mycostream.gateway.limit.Subject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What this node says to Redis about its places: {@code take.lua}, {@code renew.lua} and a ZREM.
 *
 * <p>The scripts' text goes with every call. A call by hash that found no script would have to be sent again, behind what
 * was sent meanwhile, and a renewal could then bring back a place that has been given back.
 */
final class PlaceCommands {

    private static final String TAKE = script("take.lua");
    private static final String RENEW = script("renew.lua");

    private final String node = Long.toUnsignedString(new SecureRandom().nextLong(), Character.MAX_RADIX);
    private final long leaseMillis;

    PlaceCommands(Duration lease) {
        this.leaseMillis = lease.toMillis();
    }

    /** Answered with 1 when the place was taken. */
    Request take(Quota quota, long number) {
        return Request.cmd(Command.EVAL)
                .arg(TAKE)
                .arg(1)
                .arg(key(quota.subject()))
                .arg(member(number))
                .arg(quota.cap())
                .arg(leaseMillis);
    }

    /** Enters those that are not there. */
    Request renew(Subject subject, List<Long> numbers) {
        Request request =
                Request.cmd(Command.EVAL).arg(RENEW).arg(1).arg(key(subject)).arg(leaseMillis);
        numbers.forEach(number -> request.arg(member(number)));
        return request;
    }

    Request giveBack(Subject subject, List<Long> numbers) {
        Request request = Request.cmd(Command.ZREM).arg(key(subject));
        numbers.forEach(number -> request.arg(member(number)));
        return request;
    }

    /** The braces are the hash tag of Redis Cluster. */
    private static String key(Subject subject) {
        return "mycostream:places:{" + subject.text() + '}';
    }

    private String member(long number) {
        return node + '/' + number;
    }

    /** A script without its comments, which need not travel. */
    private static String script(String name) {
        try (InputStream in = PlaceCommands.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing beside " + PlaceCommands.class.getName());
            }
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("--"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
