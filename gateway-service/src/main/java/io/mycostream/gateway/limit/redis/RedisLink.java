package io.mycostream.gateway.limit.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to Redis on which this node's places are counted. When it breaks, or is not answered in time, it is
 * made anew, with growing, jittered pauses, without end.
 *
 * <p>Confined to a context.
 */
final class RedisLink {

    /**
     * How long is waited.
     *
     * @param connect longest for a connection
     * @param pause longest between two attempts to connect, before jitter
     * @param answer longest for an answer
     */
    record Patience(Duration connect, Duration pause, Duration answer) {}

    /** Told what becomes of the connection. */
    interface Owner {

        void opened(Line line);

        /** The line is broken, and everything on it has failed; also when there has been none. */
        void lost(String why);

        /** So many looks make the time that is waited for an answer. */
        void looked();
    }

    /** A time is over when this many looks have been taken within it, and one more. */
    static final int LOOKS = 5;

    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long BETWEEN_PROOFS_MILLIS = 1_000;

    private final Vertx vertx;
    private final Context context;
    private final Supplier<Future<RedisConnection>> connections;
    private final Patience patience;
    private final Owner owner;

    private @Nullable RedisConnection connection;
    private @Nullable Line line;
    private long attempt;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private boolean closed;

    RedisLink(
            Vertx vertx,
            Context context,
            Supplier<Future<RedisConnection>> connections,
            Patience patience,
            Owner owner) {
        this.vertx = vertx;
        this.context = context;
        this.connections = connections;
        this.patience = patience;
        this.owner = owner;
    }

    void start() {
        connect();
        lookAgain();
    }

    /** Says that the connection is good for what it is there for: the next one, once it is needed, is tried for at once. */
    void works() {
        pauseMillis = FIRST_PAUSE_MILLIS;
    }

    void close() {
        if (!closed) {
            abandon("closed");
            closed = true;
        }
    }

    private void connect() {
        if (closed) {
            return;
        }
        long mine = ++attempt;
        long timer = vertx.setTimer(
                patience.connect().toMillis(),
                _ -> lost(mine, "no connection within " + patience.connect().toMillis() + " ms"));
        connections
                .get()
                .onComplete(made -> context.runOnContext(_ -> {
                    vertx.cancelTimer(timer);
                    if (made.failed()) {
                        lost(mine, String.valueOf(made.cause().getMessage()));
                    } else if (mine == attempt && !closed) {
                        connected(mine, made.result());
                    } else {
                        end(made.result()); // it came too late
                    }
                }));
    }

    private void connected(long mine, RedisConnection made) {
        Line opened = new Line(context, made, fault -> lost(mine, String.valueOf(fault.getMessage())));
        connection = made;
        line = opened;
        made.endHandler(_ -> context.runOnContext(_ -> lost(mine, "connection closed")));
        made.exceptionHandler(failure -> context.runOnContext(_ -> lost(mine, String.valueOf(failure.getMessage()))));
        owner.opened(opened);
        prove(mine);
    }

    /** Asks from time to time, so that a dead connection is found out, and the client does not cut one as idle. */
    private void prove(long mine) {
        Line asked = line;
        if (mine != attempt || asked == null) {
            return;
        }
        asked.send(Request.cmd(Command.PING), _ -> {});
        vertx.setTimer(BETWEEN_PROOFS_MILLIS, _ -> prove(mine));
    }

    private void lookAgain() {
        if (closed) {
            return;
        }
        Line looked = line;
        if (looked != null && looked.look() > LOOKS) {
            lost(attempt, "no answer within " + patience.answer().toMillis() + " ms");
        }
        owner.looked();
        // not periodically: what was missed would be made up for at once, and take no time at all
        vertx.setTimer(Math.max(1, patience.answer().toMillis() / LOOKS), _ -> lookAgain());
    }

    private void lost(long mine, String why) {
        if (mine != attempt || closed) {
            return;
        }
        attempt++;
        abandon(why);
        long pause = pauseMillis + ThreadLocalRandom.current().nextLong(pauseMillis);
        pauseMillis = Math.min(2 * pauseMillis, patience.pause().toMillis());
        vertx.setTimer(pause, _ -> connect());
    }

    private void abandon(String why) {
        Line left = line;
        RedisConnection ended = connection;
        line = null;
        connection = null;
        owner.lost(why);
        if (left != null) {
            left.breakOff(new IllegalStateException(why));
        }
        if (ended != null) {
            end(ended);
        }
    }

    /** Ends a connection that nobody is told about any more. */
    private static void end(RedisConnection ended) {
        ended.endHandler(_ -> {});
        ended.exceptionHandler(_ -> {});
        ended.close();
    }
}
