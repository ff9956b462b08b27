package io.mycostream.gateway.autobahn;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A gateway that lets anybody in and takes the largest messages of the suite, as many as come, without a word in between. */
public final class Roomy implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "gateway.mycosoft.anonymous", "true",
                "gateway.mycosoft.heartbeat-interval", "10m",
                "gateway.limits.max-message-bytes", "16777216",
                "gateway.limits.inbound-frames-per-second", "1000000",
                "gateway.limits.queue-bytes", "67108864");
    }
}
