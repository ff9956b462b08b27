package io.mycostream.gateway.app;

import io.mycostream.gateway.broker.redis.RedisBroker;
import io.mycostream.gateway.limit.redis.RedisPlaces;
import io.mycostream.gateway.transport.Api;
import io.mycostream.gateway.transport.Apis;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.jwt.util.ResourceUtils;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** The gateway's start: refuses settings it cannot work with, connects to Redis, says what an operator should know. */
@ApplicationScoped
class GatewayStart {

    private static final String KEY_LOCATION = "mp.jwt.verify.publickey.location";
    private static final Logger LOG = Logger.getLogger(GatewayStart.class);

    private final RedisBroker broker;
    private final RedisPlaces places;
    private final Apis apis;
    private final Config config;

    GatewayStart(RedisBroker broker, RedisPlaces places, Apis apis, Config config) {
        this.broker = broker;
        this.places = places;
        this.apis = apis;
        this.config = config;
    }

    void started(@Observes StartupEvent event) {
        refuseKeyThatIsNotThere();
        broker.start();
        places.start();
        boolean key = isSet(KEY_LOCATION) || isSet("mp.jwt.verify.publickey");
        if (!key && apis.all().stream().noneMatch(Api::anonymous)) {
            LOG.warn("nobody can connect: set mp.jwt.verify.publickey.location to the key that signs your tokens,"
                    + " or gateway.<api>.anonymous=true, for example gateway.mycosoft.anonymous=true");
        } else if (key && !isSet("mp.jwt.verify.issuer")) {
            LOG.warn("tokens of every issuer are taken: set mp.jwt.verify.issuer to yours");
        }
    }

    /** Without its key the gateway would refuse every token as if the tokens were bad. */
    private void refuseKeyThatIsNotThere() {
        String location = config.getOptionalValue(KEY_LOCATION, String.class).orElse("");
        if (!location.isEmpty() && !location.startsWith("http") && !isReadable(location)) {
            throw new ConfigurationException(KEY_LOCATION + " names nothing that can be read: " + location);
        }
    }

    private static boolean isReadable(String location) {
        try {
            return ResourceUtils.readResource(location) != null;
        } catch (IOException _) {
            return false;
        }
    }

    private boolean isSet(String key) {
        return config.getOptionalValue(key, String.class).isPresent();
    }
}
