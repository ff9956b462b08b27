package io.mycostream.publisher.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.publisher.wire.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisClusterException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * Takes what waits in the window and writes it to Redis, one round trip at a time, until the window is closed and empty.
 *
 * <p>It ends with every publication confirmed or failed, in the order in which they came.
 */
final class Writer implements Runnable {

    /** Most publications in one round trip; with more the first of them would wait long for the last. */
    private static final int BATCH = 128;

    /** Most bytes in one round trip: what an uplink of 1 Mbit/s carries within the usual timeout of two seconds. */
    private static final long BATCH_BYTES = 256 * 1024;

    private static final byte[] LOAD = {'L', 'O', 'A', 'D'};
    private static final byte[] SERVER = {'s', 'e', 'r', 'v', 'e', 'r'};

    private final Window window;
    private final RedisConnection connection;
    private final PublishScript script;
    private final long lingerNanos;
    private byte @Nullable [] sha;

    /**
     * @param linger least time between two round trips, unless so many publications wait that one is full
     */
    Writer(Window window, RedisConnection connection, PublishScript script, Duration linger) {
        this.window = window;
        this.connection = connection;
        this.script = script;
        this.lingerNanos = linger.toNanos();
    }

    @Override
    public void run() {
        try {
            List<Pending> batch = window.take(BATCH, BATCH_BYTES);
            while (!batch.isEmpty()) {
                long begun = System.nanoTime();
                write(batch);
                linger(begun + lingerNanos);
                batch = window.take(BATCH, BATCH_BYTES);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            window.close();
            connection.close();
            window.drain().forEach(publication -> publication.fail("the publisher's thread has ended", null));
        }
    }

    private void linger(long until) {
        long left = until - System.nanoTime();
        if (left > 0 && window.waiting() < BATCH) {
            LockSupport.parkNanos(left);
        }
    }

    private void write(List<Pending> taken) {
        List<Pending> batch = taken.stream().filter(Pending::isWanted).toList();
        List<Object> answers;
        try {
            answers = batch.isEmpty() ? List.of() : publish(batch);
        } catch (RedisAwayException e) {
            answers = Collections.nCopies(batch.size(), e);
        } catch (RuntimeException fault) {
            connection.drop();
            answers = Collections.nCopies(batch.size(), fault);
        }
        // room is made first: whoever learns that a publication has ended may publish the next one
        window.settled(taken);
        for (int i = 0; i < batch.size(); i++) {
            settle(batch.get(i), answers.get(i));
        }
    }

    /** Returns Redis' answer to each publication: the script's, or an exception. */
    private List<Object> publish(List<Pending> batch) throws RedisAwayException {
        boolean newConnection = connection.open();
        if (newConnection || sha == null) {
            sha = loadScript();
        }
        List<Object> answers = evaluate(sha, batch);
        if (answers.stream().anyMatch(JedisNoScriptException.class::isInstance)) {
            answers = publishUnknown(batch, answers);
        }
        if (answers.stream().anyMatch(Writer::comesFromAReplica)) {
            // the master is elsewhere now; the next connection may find it
            connection.drop();
        }
        return answers;
    }

    /** Publishes those for which Redis did not know the script, because somebody has flushed it meanwhile. */
    private List<Object> publishUnknown(List<Pending> batch, List<Object> answers) throws RedisAwayException {
        sha = loadScript();
        List<Integer> unknown = notOvertaken(batch, answers);
        List<Object> second = evaluate(sha, unknown.stream().map(batch::get).toList());
        List<Object> all = new ArrayList<>(answers);
        for (int i = 0; i < unknown.size(); i++) {
            all.set(unknown.get(i), second.get(i));
        }
        return all;
    }

    /**
     * Returns the places of those that were not executed and may still be. When another publisher brought the script back
     * halfway, later ones may be published already; an earlier one of the same channel then fails, as it would come late.
     */
    static List<Integer> notOvertaken(List<Pending> batch, List<Object> answers) {
        Set<String> published = new HashSet<>();
        List<Integer> places = new ArrayList<>();
        for (int i = batch.size() - 1; i >= 0; i--) {
            String channel = batch.get(i).channel();
            if (!(answers.get(i) instanceof JedisNoScriptException)) {
                published.add(channel);
            } else if (!published.contains(channel)) {
                places.add(i);
            }
        }
        Collections.reverse(places);
        return places;
    }

    private byte[] loadScript() throws RedisAwayException {
        Object answer = connection
                .send(Command.SCRIPT, Collections.singletonList(new byte[][] {LOAD, script.text()}))
                .get(0);
        if (answer instanceof JedisDataException refusal) {
            // a server that still loads its data refuses this first: nothing may be sent before it has taken it
            sha = null;
            String reason = isSentinel()
                    ? "this is a sentinel, which keeps nothing: expected the server that it calls the primary"
                    : "Redis does not take the script: " + refusal.getMessage();
            throw new RedisAwayException(reason, refusal);
        }
        return (byte[]) answer;
    }

    private boolean isSentinel() throws RedisAwayException {
        Object info = connection
                .send(Command.INFO, Collections.singletonList(new byte[][] {SERVER}))
                .get(0);
        return info instanceof byte[] text && new String(text, UTF_8).contains("redis_mode:sentinel");
    }

    private List<Object> evaluate(byte[] loaded, List<Pending> batch) throws RedisAwayException {
        return connection.send(
                Command.EVALSHA,
                batch.stream()
                        .map(publication -> script.call(loaded, publication))
                        .toList());
    }

    private static boolean comesFromAReplica(Object answer) {
        return answer instanceof JedisDataException refusal
                && String.valueOf(refusal.getMessage()).startsWith("READONLY");
    }

    /** The keys of all channels have one pattern, so a right that is missing to a key is missing to all of them. */
    static boolean concernsTheChannel(JedisDataException refusal) {
        String words = String.valueOf(refusal.getMessage());
        boolean rightIsMissing =
                words.startsWith("NOPERM") || words.contains("ACL failure") || words.contains("can't publish");
        return words.contains("WRONGTYPE") || (rightIsMissing && words.contains(" channel"));
    }

    private static void settle(Pending publication, Object answer) {
        if (answer instanceof RedisAwayException away) {
            publication.fail(away.reason(), away);
        } else if (answer instanceof JedisRedirectionException || answer instanceof JedisClusterException) {
            publication.fail(
                    "this is a node of a cluster, and the channel is another node's: expected a server that has all",
                    (JedisDataException) answer);
        } else if (answer instanceof JedisDataException refusal && concernsTheChannel(refusal)) {
            publication.failChannel("Redis refused it: " + refusal.getMessage(), refusal);
        } else if (answer instanceof JedisDataException refusal) {
            publication.fail("Redis refused it: " + refusal.getMessage(), refusal);
        } else if (answer instanceof RuntimeException fault) {
            publication.fail("a fault in the publisher: " + fault, fault);
        } else {
            confirm(publication, answer);
        }
    }

    private static void confirm(Pending publication, Object answer) {
        Position position;
        try {
            position = PublishScript.position(answer);
        } catch (ClassCastException | IndexOutOfBoundsException | IllegalArgumentException unexpected) {
            publication.fail("Redis answered something else than an epoch and an offset", unexpected);
            return;
        }
        publication.confirm(position);
    }
}
