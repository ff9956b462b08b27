package io.mycostream.gateway.broker.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Requests to Redis, started in the order of their coming, a bounded number at a time: the client refuses what is too much
 * at once, and a thousand channels may want something in the same moment. Confined to one context.
 */
final class Pipeline {

    /** Too many requests wait already. */
    static final class FullException extends Exception {

        FullException(int most) {
            super(most + " requests to Redis wait already");
        }
    }

    private record Request<T>(Supplier<Future<T>> work, Promise<T> done) {}

    private final Context context;
    private final int atOnce;
    private final int mostWaiting;
    private final Queue<Request<?>> waiting = new ArrayDeque<>();
    private int underWay;

    /**
     * Creates a pipeline in which nothing waits.
     *
     * @param atOnce most requests under way
     * @param mostWaiting most requests that wait for their turn; one more fails
     */
    Pipeline(Context context, int atOnce, int mostWaiting) {
        this.context = context;
        this.atOnce = atOnce;
        this.mostWaiting = mostWaiting;
    }

    /**
     * Starts a request when it is its turn.
     *
     * @return completes on the context
     */
    <T> Future<T> submit(Supplier<Future<T>> work) {
        if (waiting.size() >= mostWaiting) {
            return Future.failedFuture(new FullException(mostWaiting));
        }
        Request<T> request = new Request<>(work, Promise.promise());
        if (underWay < atOnce) {
            start(request);
        } else {
            waiting.add(request);
        }
        return request.done.future();
    }

    private <T> void start(Request<T> request) {
        underWay++;
        begin(request.work)
                .onComplete(result -> context.runOnContext(_ -> {
                    underWay--;
                    Request<?> next = waiting.poll();
                    if (next != null) {
                        start(next);
                    }
                    request.done.handle(result);
                }));
    }

    /** Work that breaks before it has begun fails like any other, and gives its place back. */
    private static <T> Future<T> begin(Supplier<Future<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException wrong) {
            return Future.failedFuture(wrong);
        }
    }
}
