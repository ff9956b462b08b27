package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.broker.redis.LatestWrites.Place;
import io.mycostream.gateway.stream.LatestStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Hashes in Redis. What is put waits a moment, so that a flood about one field is one write, and goes out in commands of
 * bounded size. What fails is tried again for as long as it takes, with a connection made anew.
 */
public final class RedisLatest implements LatestStore {

    private static final Logger LOG = Logger.getLogger(RedisLatest.class);

    /** From the first word to the writing, and from a failure to the next attempt, before jitter. */
    private static final long PAUSE_MILLIS = 500;

    /** The longest such pause: each failure after another one doubles it. */
    private static final long LONGEST_PAUSE_MILLIS = 8_000;

    /** Longest wait for a connection and an answer. */
    private static final long ANSWER_SECONDS = 5;

    private static final int FIELDS_AT_ONCE = 256;
    private static final int CHARACTERS_AT_ONCE = 1 << 20;
    private static final String FIELDS_A_PAGE = "200";

    /** Fields that may wait for a Redis that is away. */
    static final int MOST_WAITING = 20_000;

    private final Vertx vertx;
    private final Context context;
    private final Supplier<Future<RedisConnection>> connections;
    private final LatestCounters counters;
    private final LatestWrites writes = new LatestWrites(MOST_WAITING);
    private final AtomicBoolean scheduled = new AtomicBoolean();

    // from here on: confined to the context
    private @Nullable Future<RedisConnection> connection;
    private long pauseMillis = PAUSE_MILLIS;
    private boolean complained;

    /** Prepares it; connections are made when there is something to read or to write. */
    public RedisLatest(Vertx vertx, RedisConnections redis, LatestCounters counters) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.connections = redis::commands;
        this.counters = counters;
    }

    /** What was counted. */
    public LatestCounters counters() {
        return counters;
    }

    @Override
    public CompletionStage<Map<String, String>> load(String hash, int most, long mostBytes) {
        Promise<Map<String, String>> loaded = Promise.promise();
        context.runOnContext(_ -> load(new Page(hash, most, mostBytes, "0", new HashMap<>()), loaded));
        return loaded.future().toCompletionStage();
    }

    @Override
    public void put(String hash, String field, Supplier<String> text) {
        write(new Place(hash, field), Optional.of(text));
    }

    @Override
    public void remove(String hash, String field) {
        write(new Place(hash, field), Optional.empty());
    }

    private void write(Place place, Optional<Supplier<String>> text) {
        counters.gaveWay(writes.add(place, text));
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(_ -> later(this::flush));
        }
    }

    /** Writes what waits now; what is added meanwhile waits for the next time. */
    private void flush() {
        writeAll(writes.take());
    }

    private void writeAll(Map<Place, Optional<Supplier<String>>> unwritten) {
        if (unwritten.isEmpty()) {
            scheduled.set(false);
            // who came after the last look has seen that it was scheduled
            if (!writes.isEmpty() && scheduled.compareAndSet(false, true)) {
                later(this::flush);
            }
            return;
        }
        Batch batch = Batch.of(unwritten);
        attempt(batch::send).onComplete(sent -> {
            if (sent.succeeded()) {
                batch.places().forEach(unwritten::remove);
                counters.wrote(batch.places().size());
                writeAll(unwritten);
            } else {
                counters.gaveWay(writes.putBack(unwritten));
                later(this::flush);
            }
        });
    }

    /** One command's worth of one hash. */
    private record Batch(List<Place> places, List<Request> requests) {

        static Batch of(Map<Place, Optional<Supplier<String>>> unwritten) {
            List<Place> places = new ArrayList<>();
            String hash = unwritten.keySet().iterator().next().hash();
            Request set = Request.cmd(Command.HSET).arg(hash);
            Request remove = Request.cmd(Command.HDEL).arg(hash);
            int sets = 0;
            int characters = 0;
            for (Iterator<Map.Entry<Place, Optional<Supplier<String>>>> rest =
                            unwritten.entrySet().iterator();
                    rest.hasNext() && places.size() < FIELDS_AT_ONCE && characters < CHARACTERS_AT_ONCE; ) {
                Map.Entry<Place, Optional<Supplier<String>>> next = rest.next();
                Place place = next.getKey();
                if (!place.hash().equals(hash)) {
                    continue;
                }
                places.add(place);
                if (next.getValue().isPresent()) {
                    String text = next.getValue().get().get();
                    set.arg(place.field()).arg(text);
                    sets++;
                    characters += text.length();
                } else {
                    remove.arg(place.field());
                }
            }
            List<Request> requests = new ArrayList<>(2);
            if (sets > 0) {
                requests.add(set);
            }
            if (sets < places.size()) {
                requests.add(remove);
            }
            return new Batch(places, requests);
        }

        Future<Void> send(RedisConnection to) {
            return Future.all(requests.stream().map(to::send).toList()).mapEmpty();
        }
    }

    /** How far a reading has come. */
    private record Page(String hash, int most, long mostBytes, String cursor, Map<String, String> read) {

        /** Asks for the fields from here on, page after page. */
        Future<Map<String, String>> rest(RedisConnection from) {
            return from.send(Request.cmd(Command.HSCAN)
                            .arg(hash)
                            .arg(cursor)
                            .arg("COUNT")
                            .arg(FIELDS_A_PAGE))
                    .compose(answer -> {
                        Response page = Objects.requireNonNull(answer);
                        return take(page).rest(from, page.get(0).toString());
                    });
        }

        private Future<Map<String, String>> rest(RedisConnection from, String next) {
            boolean full = read.size() >= most
                    || read.values().stream().mapToLong(String::length).sum() >= mostBytes;
            return next.equals("0") || full
                    ? Future.succeededFuture(read)
                    : new Page(hash, most, mostBytes, next, read).rest(from);
        }

        private Page take(Response answer) {
            Response fields = answer.get(1);
            for (int i = 0; i + 1 < fields.size(); i += 2) {
                read.put(fields.get(i).toString(), fields.get(i + 1).toString());
            }
            return this;
        }
    }

    private void load(Page first, Promise<Map<String, String>> loaded) {
        attempt(first::rest).onSuccess(loaded::complete).onFailure(_ -> later(() -> load(first, loaded)));
    }

    /** Does something with the connection; when that fails, the next attempt gets another one. Completes on the context. */
    private <T> Future<T> attempt(Function<RedisConnection, Future<T>> work) {
        Promise<T> done = Promise.promise();
        Future<RedisConnection> used = connected();
        used.compose(work)
                .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .onComplete(outcome -> context.runOnContext(_ -> {
                    if (outcome.failed()) {
                        failed(used, outcome.cause());
                    } else {
                        pauseMillis = PAUSE_MILLIS;
                        complained = false;
                    }
                    done.handle(outcome);
                }));
        return done.future();
    }

    private Future<RedisConnection> connected() {
        Future<RedisConnection> present = connection;
        if (present != null) {
            return present;
        }
        Future<RedisConnection> made = connections.get();
        connection = made;
        made.onSuccess(open -> {
            // one that nobody uses for a while is cut by the client as idle
            open.endHandler(_ -> context.runOnContext(_ -> forget(made)));
            open.exceptionHandler(_ -> context.runOnContext(_ -> forget(made)));
        });
        return made;
    }

    private void failed(Future<RedisConnection> used, Throwable why) {
        counters.failure();
        pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        if (why instanceof ErrorType refusal) {
            if (!complained) {
                complained = true;
                LOG.warnf("Redis refuses to keep the latest: %s", refusal.getMessage());
            }
        } else {
            forget(used);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the connection itself, and no other one
    private void forget(Future<RedisConnection> gone) {
        if (connection == gone) {
            connection = null;
            gone.onSuccess(RedisConnection::close);
        }
    }

    private void later(Runnable action) {
        vertx.setTimer(
                pauseMillis + ThreadLocalRandom.current().nextLong(pauseMillis / 2),
                _ -> context.runOnContext(_ -> action.run()));
    }
}
