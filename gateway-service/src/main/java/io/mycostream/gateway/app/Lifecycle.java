package io.mycostream.gateway.app;

import io.mycostream.gateway.broker.redis.RedisBroker;
import io.mycostream.gateway.stream.Hub;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** The gateway's own start and end. */
@ApplicationScoped
class Lifecycle {

    private static final Logger LOG = Logger.getLogger(Lifecycle.class);
    private static final long DRAIN_SECONDS = 5;

    private final Hub hub;
    private final RedisBroker broker;
    private final GatewayConfig settings;
    private final Config config;

    Lifecycle(Hub hub, RedisBroker broker, GatewayConfig settings, Config config) {
        this.hub = hub;
        this.broker = broker;
        this.settings = settings;
        this.config = config;
    }

    void started(@Observes StartupEvent event) {
        // asked here so that the connection to Redis is under way before the first client comes
        LOG.infof("gateway started, %s", broker.delivery().detail());
        boolean key = isSet("mp.jwt.verify.publickey.location") || isSet("mp.jwt.verify.publickey");
        if (!key && !settings.mycosoft().anonymous()) {
            LOG.warn("nobody can connect: set mp.jwt.verify.publickey.location to the key that signs your tokens,"
                    + " or gateway.mycosoft.anonymous=true");
        } else if (key && !isSet("mp.jwt.verify.issuer")) {
            LOG.warn("tokens of every issuer are taken: set mp.jwt.verify.issuer to yours");
        }
    }

    private boolean isSet(String key) {
        return config.getOptionalValue(key, String.class).isPresent();
    }

    void stopping(@Observes ShutdownEvent event) throws InterruptedException {
        LOG.infof("draining");
        try {
            hub.drain().toCompletableFuture().get(DRAIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException incomplete) {
            LOG.warnf("some clients were not told that this node stops: %s", incomplete);
        }
        broker.close();
    }
}
