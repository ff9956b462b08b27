package io.mycostream.gateway.app;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A gateway with little room and little patience for plans, and that lets anybody hear of them. */
public final class BriefPlans implements QuarkusTestProfile {

    static final int CLIENTS = 3;
    static final int PLANS = 4;
    static final int HISTORY = 5;
    static final int RECOVERY_BYTES = 1_000_000;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "gateway.veritas.clients-per-stream",
                String.valueOf(CLIENTS),
                "gateway.veritas.plans-per-connection",
                String.valueOf(PLANS),
                "gateway.veritas.history-size",
                String.valueOf(HISTORY),
                "gateway.veritas.heartbeat-interval",
                "200ms",
                "gateway.veritas.anonymous",
                "true",
                "gateway.redis.subscribe-timeout",
                "1s",
                "gateway.limits.recovery-bytes",
                String.valueOf(RECOVERY_BYTES),
                "gateway.limits.idle-timeout",
                "3s");
    }
}
