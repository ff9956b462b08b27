package io.mycostream.gateway.app;

import io.mycostream.gateway.broker.redis.RedisBroker;
import io.mycostream.gateway.stream.Hub;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * The gateway's life: it serves until it is told to stop, and then lets its clients go.
 *
 * <p>They are told here and not on Quarkus' shutdown event, because by then the HTTP server has cut their connections.
 */
@QuarkusMain
public class Gateway implements QuarkusApplication {

    private static final Logger LOG = Logger.getLogger(Gateway.class);

    /** Longest wait for the clients to be told; what is left then is cut. */
    private static final long DRAIN_SECONDS = 5;

    private final Hub hub;
    private final RedisBroker broker;

    Gateway(Hub hub, RedisBroker broker) {
        this.hub = hub;
        this.broker = broker;
    }

    @Override
    public int run(String... arguments) throws InterruptedException {
        Quarkus.waitForExit();
        LOG.info("draining");
        try {
            hub.drain().toCompletableFuture().get(DRAIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException incomplete) {
            LOG.warnf("some clients were not told that this node stops: %s", incomplete);
        }
        broker.close();
        return 0;
    }
}
