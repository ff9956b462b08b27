package io.mycostream.gateway.app;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A gateway whose stream has few places, and that lets anybody in. */
public final class Crowded implements QuarkusTestProfile {

    static final int CLIENTS = 3;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "gateway.mycosoft.clients-per-stream", String.valueOf(CLIENTS),
                "gateway.limits.connections-per-user", "2",
                "gateway.mycosoft.anonymous", "true");
    }
}
