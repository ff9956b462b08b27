package io.mycostream.gateway.app;

import io.mycostream.gateway.broker.redis.RedisBroker;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Says at the start what an operator should know. */
@ApplicationScoped
class StartNotice {

    private static final Logger LOG = Logger.getLogger(StartNotice.class);

    private final RedisBroker broker;
    private final GatewayConfig settings;
    private final Config config;

    StartNotice(RedisBroker broker, GatewayConfig settings, Config config) {
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
}
