package io.mycostream.gateway.app;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Process heat streams with little patience, few places and a short memory, elsewhere, and open to anybody. */
public final class GreenLangSmall implements QuarkusTestProfile {

    static final String PREFIX = "/heat/v2";
    static final int CLIENTS = 3;
    static final int HISTORY = 40;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "gateway.greenlang.prefix",
                PREFIX,
                "gateway.greenlang.anonymous",
                "true",
                "gateway.greenlang.heartbeat-interval",
                "200ms",
                "gateway.greenlang.client-timeout",
                "1s",
                "gateway.greenlang.history-size",
                String.valueOf(HISTORY),
                "gateway.limits.clients-per-stream",
                String.valueOf(CLIENTS));
    }
}
