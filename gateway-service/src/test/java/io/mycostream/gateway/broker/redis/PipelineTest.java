package io.mycostream.gateway.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PipelineTest {

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final List<Promise<String>> started = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Does something on the context and waits for it and for what it caused. */
    private void onContext(Runnable action) throws Exception {
        for (Runnable step : List.<Runnable>of(action, () -> {}, () -> {})) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            context.runOnContext(_ -> {
                step.run();
                done.complete(null);
            });
            done.get(10, TimeUnit.SECONDS);
        }
    }

    private void submit(Pipeline pipeline, String name) {
        submit(pipeline, name, () -> {
            Promise<String> promise = Promise.promise();
            started.add(promise);
            return promise.future();
        });
    }

    private void submit(Pipeline pipeline, String name, Supplier<Future<String>> work) {
        pipeline.submit(work)
                .onSuccess(_ -> ended.add(name))
                .onFailure(failure -> ended.add(name + " failed: " + failure.getMessage()));
    }

    @Test
    void startsAsManyAsAllowedAndTheNextWhenOneEnds() throws Exception {
        Pipeline pipeline = new Pipeline(context, 2, 10);
        onContext(() -> List.of("a", "b", "c", "d").forEach(name -> submit(pipeline, name)));
        assertThat(started).hasSize(2);

        onContext(() -> started.get(1).complete());
        assertThat(started).hasSize(3);
        onContext(() -> started.get(0).fail("refused"));
        assertThat(started).hasSize(4);
        onContext(() -> started.get(2).complete());
        onContext(() -> started.get(3).complete());

        assertThat(ended).containsExactly("b", "a failed: refused", "c", "d");
    }

    @Test
    void oneTooManyFailsAtOnceAndDisturbsNoOther() throws Exception {
        Pipeline pipeline = new Pipeline(context, 1, 1);

        onContext(() -> List.of("a", "b", "c").forEach(name -> submit(pipeline, name)));

        assertThat(ended).containsExactly("c failed: 1 requests to Redis wait already");
        onContext(() -> started.get(0).complete());
        onContext(() -> started.get(1).complete());
        assertThat(ended).hasSize(3).endsWith("a", "b");
    }

    @Test
    void workThatBreaksGivesItsPlaceBack() throws Exception {
        Pipeline pipeline = new Pipeline(context, 1, 10);

        onContext(() -> {
            submit(pipeline, "broken", () -> {
                throw new IllegalStateException("cannot be asked");
            });
            submit(pipeline, "next");
        });
        onContext(() -> started.get(0).complete());

        assertThat(ended).containsExactly("broken failed: cannot be asked", "next");
    }

    @Test
    void manyThatAreDoneAtOnceNeedNoStack() throws Exception {
        Pipeline pipeline = new Pipeline(context, 1, 100_000);
        CompletableFuture<Void> last = new CompletableFuture<>();

        onContext(() -> {
            for (int i = 0; i < 50_000; i++) {
                submit(pipeline, "x", () -> Future.succeededFuture("done"));
            }
            pipeline.submit(() -> Future.succeededFuture("last")).onSuccess(_ -> last.complete(null));
        });

        last.get(15, TimeUnit.SECONDS);
        assertThat(ended).hasSize(50_000);
    }
}
