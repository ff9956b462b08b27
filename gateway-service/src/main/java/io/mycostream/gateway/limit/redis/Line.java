package io.mycostream.gateway.limit.redis;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Commands on one connection, sent in the order of asking; so many of them unanswered at a time, the others wait.
 *
 * <p>Confined to a context, on which the answers come too.
 */
final class Line {

    /** Unanswered at a time: enough to keep Redis busy, and well below what the client allows for a connection. */
    private static final int WINDOW = 512;

    /** One command under way; a class, because two of them are never the same. */
    private static final class Sending {

        private final Request request;
        private final Handler<AsyncResult<Response>> answer;
        private int looks;

        private Sending(Request request, Handler<AsyncResult<Response>> answer) {
            this.request = request;
            this.answer = answer;
        }
    }

    private final Context context;
    private final RedisConnection connection;
    private final Consumer<Throwable> fault;
    private final Queue<Sending> waiting = new ArrayDeque<>();
    private final Set<Sending> unanswered = new LinkedHashSet<>();
    private @Nullable Throwable broken;

    /**
     * Creates a line that works.
     *
     * @param fault told what is wrong when this connection will not do: a command could not be sent on it, or it leads to
     *     a Redis that has become a replica
     */
    Line(Context context, RedisConnection connection, Consumer<Throwable> fault) {
        this.context = context;
        this.connection = connection;
        this.fault = fault;
    }

    /**
     * Sends a command.
     *
     * @param answer told once, also when this line breaks
     */
    void send(Request request, Handler<AsyncResult<Response>> answer) {
        if (broken != null) {
            answer.handle(Future.failedFuture(broken));
            return;
        }
        waiting.add(new Sending(request, answer));
        pump();
    }

    private void pump() {
        while (broken == null && unanswered.size() < WINDOW && !waiting.isEmpty()) {
            Sending next = waiting.remove();
            unanswered.add(next);
            // the client answers on a context of its own
            connection.send(next.request).onComplete(answer -> context.runOnContext(_ -> answered(next, answer)));
        }
    }

    private void answered(Sending command, AsyncResult<Response> answer) {
        if (unanswered.remove(command)) {
            command.answer.handle(answer);
            if (answer.failed() && isFault(answer.cause())) {
                fault.accept(answer.cause());
            }
            pump();
        }
    }

    private static boolean isFault(Throwable failure) {
        boolean refusedByRedis = failure instanceof Response;
        return !refusedByRedis || String.valueOf(failure.getMessage()).startsWith("READONLY");
    }

    /**
     * Looks whether Redis still answers. Looks are counted and not time: when it is this process that stood still, the
     * answers may have arrived long ago.
     *
     * @return how many looks the oldest command has been without an answer
     */
    int look() {
        if (unanswered.isEmpty()) {
            return 0;
        }
        return ++unanswered.iterator().next().looks;
    }

    /** Whether it is not broken. */
    boolean works() {
        return broken == null;
    }

    /** Whether everything has been answered. */
    boolean idle() {
        return unanswered.isEmpty() && waiting.isEmpty();
    }

    /** Fails whatever has no answer yet, and whatever is sent from now on. */
    void breakOff(Throwable why) {
        if (broken != null) {
            return;
        }
        broken = why;
        List<Sending> left = new ArrayList<>(unanswered);
        left.addAll(waiting);
        unanswered.clear();
        waiting.clear();
        left.forEach(command -> command.answer.handle(Future.failedFuture(why)));
    }
}
