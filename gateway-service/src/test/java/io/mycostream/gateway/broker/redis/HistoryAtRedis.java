package io.mycostream.gateway.broker.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.gateway.broker.redis.RedisHistory.Arrival;
import io.mycostream.gateway.broker.redis.RedisHistory.Entry;
import io.mycostream.gateway.broker.redis.RedisHistory.Keep;
import io.mycostream.gateway.broker.redis.RedisHistory.Stored;
import io.mycostream.local.RedisServer;
import io.mycostream.publisher.redis.RedisPublisher;
import io.mycostream.publisher.wire.RedisKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A real Redis, the history under test, the SDK beside it, and one channel of which everything here speaks. */
final class HistoryAtRedis {

    static final String CHANNEL = "lab:a";

    /** What is published again and again. */
    static final String SAME = "{\"on\":true}";

    static final Keep KEEP = new Keep(1000, Duration.ofMinutes(10));
    private static final long LIMIT_SECONDS = 20;
    private static final int ALL = 10_000;
    private static final long ALL_BYTES = 100_000_000;

    final RedisHistory history = new RedisHistory();
    final RedisServer server;
    final RedisConnection connection;
    final RedisPublisher publisher;
    private final Vertx vertx = Vertx.vertx();

    HistoryAtRedis(RedisVersion version) throws Exception {
        server = version.start();
        connection = connect("redis://127.0.0.1:" + server.port());
        publisher = RedisPublisher.builder().uri(server.uri()).build();
    }

    RedisConnection connect(String uri) throws Exception {
        RedisOptions options = new RedisOptions().setConnectionString(uri).setMaxWaitingHandlers(100_000);
        return done(Redis.createClient(vertx, options).connect());
    }

    static <T extends @Nullable Object> T done(Future<T> future)
            throws ExecutionException, TimeoutException, InterruptedException {
        return future.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** The SDK publishes. */
    void publish(int n) {
        publisher.publish(CHANNEL, Map.of("n", n));
    }

    static Arrival arrival(String listener, String message, long after) {
        return arrival(listener, message, after, 0);
    }

    static Arrival arrival(String listener, String message, long after, long sinceMicros) {
        return new Arrival(
                listener,
                "id of " + message,
                message.getBytes(UTF_8),
                null,
                after,
                "proposed by " + listener,
                sinceMicros);
    }

    boolean enter(Arrival arrival) throws Exception {
        return enter(arrival, KEEP);
    }

    boolean enter(Arrival arrival, Keep keep) throws Exception {
        return done(history.enter(connection, CHANNEL, arrival, keep));
    }

    Stored read(long afterOffset) throws Exception {
        return done(history.read(connection, CHANNEL, afterOffset, ALL, ALL_BYTES));
    }

    Stored read(long afterOffset, int most, long mostBytes) throws Exception {
        return done(history.read(connection, CHANNEL, afterOffset, most, mostBytes));
    }

    /** The messages, those of the SDK by their data alone. */
    static List<String> messages(Stored stored) {
        return stored.entries().stream().map(HistoryAtRedis::message).toList();
    }

    static String message(Entry entry) {
        String text = new String(entry.message(), UTF_8);
        int data = text.indexOf("\"data\":");
        return entry.offset() == 0 ? text : text.substring(data + 7, text.indexOf('}', data) + 1);
    }

    @Nullable
    Response ask(Command command, String... arguments) throws Exception {
        Request request = Request.cmd(command);
        for (String argument : arguments) {
            request.arg(argument);
        }
        return done(connection.send(request));
    }

    String text(Command command, String... arguments) throws Exception {
        return Objects.requireNonNull(ask(command, arguments)).toString();
    }

    /** From any thread, and done when it returns. */
    void delete(String key) {
        new RedisCli(server.port()).ask("DEL", key);
    }

    static String historyKey() {
        return RedisKeys.history(CHANNEL);
    }

    static String metaKey() {
        return RedisKeys.meta(CHANNEL);
    }

    /** Of the only text that was entered. */
    String seenKey() throws Exception {
        return text(Command.KEYS, "mycostream:{lab:a}:seen:*").replaceAll("[\\[\\]]", "");
    }

    /** In microseconds, by the clock of Redis. */
    long now() throws Exception {
        return done(RedisClock.read(connection)).micros();
    }

    void close() throws Exception {
        publisher.close();
        done(vertx.close());
        server.close();
    }
}
