package io.mycostream.ingest.app.rest;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.jwt.util.ResourceUtils;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Says at the start what is wrong with the key that tokens are to be signed with, as the gateway does. */
@Singleton
class KeyCheck {

    private static final String KEY_LOCATION = "mp.jwt.verify.publickey.location";
    private static final Logger LOG = Logger.getLogger(KeyCheck.class);

    private final Config config;

    KeyCheck(Config config) {
        this.config = config;
    }

    void started(@Observes StartupEvent event) {
        String location = config.getOptionalValue(KEY_LOCATION, String.class).orElse("");
        if (!location.isEmpty() && !location.startsWith("http") && !isReadable(location)) {
            throw new ConfigurationException(KEY_LOCATION + " names nothing that can be read: " + location);
        }
        boolean key = !location.isEmpty() || isSet("mp.jwt.verify.publickey");
        if (!key) {
            LOG.infof("nobody can ask for boards: set %s to the key that signs your tokens", KEY_LOCATION);
        } else if (!isSet("mp.jwt.verify.issuer")) {
            LOG.warn("tokens of every issuer are taken: set mp.jwt.verify.issuer to yours");
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
