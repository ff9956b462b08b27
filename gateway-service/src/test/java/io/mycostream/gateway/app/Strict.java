package io.mycostream.gateway.app;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A gateway for a few people who read quickly. */
public final class Strict implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "mp.jwt.verify.audiences", "dashboards,labs",
                "gateway.mycosoft.minimum-role", "ADMIN",
                "gateway.mycosoft.overflow", "disconnect",
                "gateway.limits.connections-per-user", "1",
                "gateway.limits.max-message-bytes", "200",
                "gateway.limits.max-event-bytes", "1024",
                "quarkus.http.cors.origins", "https://dashboard.example");
    }
}
