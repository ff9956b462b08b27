package io.mycostream.gateway.dialect.geminivideo;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.SessionRules;
import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.transport.Api;
import io.mycostream.gateway.transport.ApiDefaults;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GeminivideoApiTest {

    private static Api api(Duration idle, Map<String, String> settings) {
        GeminivideoConfig config = new SmallRyeConfigBuilder()
                .withMapping(GeminivideoConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(GeminivideoConfig.class);
        ApiDefaults defaults = new ApiDefaults(500, 1 << 20, idle, Duration.ofSeconds(10), 1000);
        return new GeminivideoApi().api(defaults, config);
    }

    /** GV-13, GV-22. */
    @Test
    void beatsEveryHalfMinuteAndWaitsAMinuteForAPong() {
        Api api = api(Duration.ofMinutes(5), Map.of());

        SessionRules sockets = api.rules(Transport.WEBSOCKET);
        SessionRules events = api.rules(Transport.SSE);

        assertThat(sockets.heartbeat()).isEqualTo(SessionRules.Heartbeat.every(Duration.ofSeconds(30)));
        assertThat(sockets.pongTimeout()).contains(Duration.ofSeconds(60));
        assertThat(sockets.idleTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(events.heartbeat()).isEqualTo(SessionRules.Heartbeat.every(Duration.ofSeconds(15)));
        assertThat(events.pongTimeout()).isEmpty();
        assertThat(events.idleTimeout()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void hasNoCapOnAStreamAndWantsATokenUnlessToldOtherwise() {
        Api api = api(Duration.ofMinutes(5), Map.of());

        assertThat(api.clientsPerStream()).isEmpty();
        assertThat(api.anonymous()).isFalse();
    }
}
