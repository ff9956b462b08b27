package io.mycostream.gateway.app;

import io.mycostream.local.FreePort;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A gateway that finds no Redis when it starts, nor later. */
public final class WithoutRedis implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.redis.hosts", "redis://127.0.0.1:" + FreePort.find(),
                "gateway.mycosoft.anonymous", "true",
                "gateway.greenlang.anonymous", "true",
                "gateway.redis.subscribe-timeout", "500ms");
    }
}
