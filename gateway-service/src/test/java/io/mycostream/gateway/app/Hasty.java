package io.mycostream.gateway.app;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A gateway with little patience, so that a test need not have much; and one that lets anybody in. */
public final class Hasty implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "gateway.mycosoft.heartbeat-interval", "200ms",
                "gateway.geminivideo.heartbeat-interval", "500ms",
                "gateway.geminivideo.request-timeout", "2s",
                "gateway.limits.idle-timeout", "2s",
                "gateway.redis.subscribe-timeout", "500ms",
                "mp.jwt.verify.clock.skew", "1",
                "gateway.mycosoft.anonymous", "true",
                "gateway.ciris.heartbeat-interval", "200ms",
                "gateway.ciris.subscribe-timeout", "500ms");
    }
}
