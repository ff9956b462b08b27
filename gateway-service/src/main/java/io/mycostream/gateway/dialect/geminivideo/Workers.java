package io.mycostream.gateway.dialect.geminivideo;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Hub;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The programs that score and evaluate, as far as they can be seen from here: asked over Redis, they answer on a channel of the
 * request's own. Safe for use by many threads.
 */
@Singleton
class Workers {

    private final Hub hub;
    private final InstantSource clock;
    private final Duration patience;
    private final Counter silent;
    private final Set<Channel> taken = ConcurrentHashMap.newKeySet();

    @Inject
    Workers(Hub hub, InstantSource clock, GeminivideoConfig config, MeterRegistry registry) {
        this(hub, clock, config.requestTimeout(), registry);
    }

    Workers(Hub hub, InstantSource clock, Duration patience, MeterRegistry registry) {
        this.hub = hub;
        this.clock = clock;
        this.patience = patience;
        this.silent = Counter.builder("stream.requests.unanswered")
                .description("requests to workers that were given up because no event came in time")
                .tag("api", "geminivideo")
                .register(registry);
    }

    /** Keeps what is said to one client from all others of this node; false if another has the channel. */
    boolean take(WorkRequest request) {
        return taken.add(request.replyChannel());
    }

    void giveBack(WorkRequest request) {
        taken.remove(request.replyChannel());
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
