package io.mycostream.gateway.app;

import io.mycostream.gateway.broker.redis.RedisBroker;
import io.mycostream.gateway.limit.redis.RedisPlaces;
import io.mycostream.gateway.stream.Hub;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** The gateway's end: clients are told and let go, their places given back, then Redis is left. */
@ApplicationScoped
class GatewayEnd {

    private static final Logger LOG = Logger.getLogger(GatewayEnd.class);

    /** Longest wait, after the drain's own time, for clients that do not take what waits for them; then they are cut. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    /** Longest wait for Redis to take the places back; what is left then ends with its lease. */
    private static final long PLACES_SECONDS = 2;

    private final Hub hub;
    private final RedisPlaces places;
    private final RedisBroker broker;
    private final Duration period;

    GatewayEnd(Hub hub, RedisPlaces places, RedisBroker broker, GatewayConfig config) {
        this.hub = hub;
        this.places = places;
        this.broker = broker;
        this.period = config.drain().period();
    }

    /** Before the shutdown itself, whose first act is to cut every connection of the HTTP server. */
    void beforeShutdown(@Observes ShutdownDelayInitiatedEvent event) throws InterruptedException {
        LOG.info("draining");
        try {
            hub.drain(period).toCompletableFuture().get(period.plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException incomplete) {
            LOG.warnf("some clients were not told that this node stops: %s", incomplete);
        }
        try {
            places.leave().toCompletableFuture().get(PLACES_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException incomplete) {
            LOG.warnf("some places will be free only when their lease is over: %s", incomplete);
        }
    }

    void shutdown(@Observes ShutdownEvent event) {
        broker.close();
    }
}
