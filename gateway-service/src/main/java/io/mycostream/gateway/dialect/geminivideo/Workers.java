package io.mycostream.gateway.dialect.geminivideo;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Hub;
import io.mycostream.gateway.transport.Claims;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * The programs that score and evaluate, as far as they can be seen from here: asked over Redis, they answer on a channel of the
 * request's own. Safe for use by many threads.
 */
@Singleton
class Workers {

    private static final int MOST_HELD_BACK = 1_000;

    private final Hub hub;
    private final Claims claims;
    private final InstantSource clock;
    private final Duration patience;
    private final Counter silent;
    private final ConcurrentMap<Channel, Left> heldBack = new ConcurrentHashMap<>();

    @Inject
    Workers(Hub hub, Claims claims, InstantSource clock, GeminivideoConfig config, MeterRegistry registry) {
        this(hub, claims, clock, config.requestTimeout(), registry);
    }

    Workers(Hub hub, Claims claims, InstantSource clock, Duration patience, MeterRegistry registry) {
        this.hub = hub;
        this.claims = claims;
        this.clock = clock;
        this.patience = patience;
        this.silent = Counter.builder("stream.requests.unanswered")
                .description("requests to workers that were given up because no event came in time")
                .tag("api", "geminivideo")
                .register(registry);
    }

    /**
     * Keeps what is said to one client from all others, at whichever node they are. Nobody can guess an id that was made here, so
     * only the clients' own are taken. Who comes back to this node gets what was held back for him.
     *
     * @return empty if another has the channel; otherwise what gives it back
     */
    CompletionStage<Optional<Runnable>> claim(WorkRequest request) {
        if (!request.namedByClient()) {
            return CompletableFuture.completedStage(Optional.of(() -> {}));
        }
        Left left = heldBack.get(request.replyChannel());
        if (left != null && left.user().equals(request.user()) && heldBack.remove(request.replyChannel(), left)) {
            return CompletableFuture.completedStage(Optional.of(left.claim()));
        }
        return claims.take("geminivideo/" + request.replyChannel().name());
    }

    /**
     * Gives a channel back on which there may still be workers who have not noticed that their client is gone; at once when many
     * are held back already: clients that come and go must not pile up what they hold.
     */
    void giveBackLater(WorkRequest request, Runnable claim) {
        if (!request.namedByClient() || heldBack.size() >= MOST_HELD_BACK) {
            claim.run();
            return;
        }
        Left left = new Left(request.user(), claim);
        heldBack.put(request.replyChannel(), left);
        CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
                .execute(() -> {
                    if (heldBack.remove(request.replyChannel(), left)) {
                        claim.run();
                    }
                });
    }

    /** What a client has left behind. Each is another one, so that only one is ever given back. */
    private static final class Left {

        private final Optional<String> user;
        private final Runnable claim;

        private Left(Optional<String> user, Runnable claim) {
            this.user = user;
            this.claim = claim;
        }

        private Optional<String> user() {
            return user;
        }

        private Runnable claim() {
            return claim;
        }
    }

    /**
     * Asks them, once.
     *
     * @return fails when the request is not on its way. How many hear it counts for nothing: in a cluster Redis knows only those
     *     at one of its nodes
     */
    CompletionStage<Void> ask(WorkRequest request) {
        return hub.send(request.channel(), request.message(clock.instant()));
    }

    /** Longest silence of theirs that is waited for. */
    Duration patience() {
        return patience;
    }

    void gaveUp() {
        silent.increment();
    }
}
