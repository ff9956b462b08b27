package io.mycostream.gateway.app;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A gateway for a few connections, and a few new ones a second. */
public final class Small implements QuarkusTestProfile {

    static final int CONNECTIONS = 3;
    static final int NEW_ONES = 20;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "gateway.limits.connections-per-node", String.valueOf(CONNECTIONS),
                "gateway.limits.new-connections-per-second", String.valueOf(NEW_ONES));
    }
}
