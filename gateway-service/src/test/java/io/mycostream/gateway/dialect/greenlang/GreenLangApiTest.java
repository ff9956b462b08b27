package io.mycostream.gateway.dialect.greenlang;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.SessionRules;
import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.transport.Api;
import io.mycostream.gateway.transport.ApiDefaults;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GreenLangApiTest {

    private static final ApiDefaults DEFAULTS =
            new ApiDefaults(500, 1 << 20, Duration.ofMinutes(7), Duration.ofSeconds(10), 1_000);

    private static GreenLangConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(GreenLangConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(GreenLangConfig.class);
    }

    private static Api api(Map<String, String> settings) {
        return new GreenLangApi().api(DEFAULTS, config(settings));
    }

    /** GL-13, GL-20, GL-21, GL-22. */
    @Test
    void hasTheLimitsOfTheOriginal() {
        Api api = api(Map.of());
        SessionRules rules = api.rules(Transport.SSE);

        assertThat(api.clientsPerStream()).hasValue(1_000);
        assertThat(rules.heartbeat()).isEqualTo(SessionRules.Heartbeat.afterQuiet(Duration.ofSeconds(30)));
        assertThat(rules.idleTimeout()).isEqualTo(Duration.ofSeconds(300));
        assertThat(rules.outboxCapacity()).isEqualTo(500);
        assertThat(config(Map.of()).prefix()).isEqualTo("/api/v1/stream");
        assertThat(config(Map.of()).historySize()).isEqualTo(100);
    }

    /** GL-13, GL-29. */
    @Test
    void hasAKeyForEachSettingOfTheOriginal() {
        Map<String, String> settings = Map.of(
                "gateway.greenlang.heartbeat-interval", "10s",
                "gateway.greenlang.client-timeout", "60s",
                "gateway.greenlang.clients-per-stream", "5",
                "gateway.greenlang.history-size", "7",
                "gateway.greenlang.prefix", "/heat");
        Api api = api(settings);

        assertThat(api.clientsPerStream()).hasValue(5);
        assertThat(api.rules(Transport.SSE).heartbeat().pause()).hasSeconds(10);
        assertThat(api.rules(Transport.SSE).idleTimeout()).hasSeconds(60);
        assertThat(config(settings).historySize()).isEqualTo(7);
        assertThat(config(settings).prefix()).isEqualTo("/heat");
        assertThat(api(Map.of("gateway.greenlang.heartbeat-enabled", "false"))
                        .rules(Transport.SSE)
                        .heartbeat()
                        .pause())
                .isZero();
    }

    /** GL-23: also where there are no heartbeats. */
    @Test
    void saysWhatCounts() {
        assertThat(StatusRoute.json(
                        Map.of("agent:\"1\"", new Streams.Presence(2, 50)),
                        api(Map.of("gateway.greenlang.heartbeat-enabled", "false"))
                                .rules(Transport.SSE)))
                .isEqualTo("{\"total_clients\":2,\"total_streams\":1,"
                        + "\"active_streams\":{\"agent:\\\"1\\\"\":{\"subscribers\":2,\"event_history_size\":50}},"
                        + "\"config\":{\"heartbeat_interval_seconds\":0,\"client_timeout_seconds\":300,"
                        + "\"max_queue_size\":500}}");
        assertThat(StatusRoute.json(Map.of(), api(Map.of()).rules(Transport.SSE)))
                .startsWith("{\"total_clients\":0,\"total_streams\":0,\"active_streams\":{},");
    }

    @Test
    void measuresWhatIsKept() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Streams streams =
                new GreenLangApi().streams(config(Map.of("gateway.greenlang.history-streams", "2")), registry);
        Streams.channels().forEach(channel -> streams.restored(channel, Recovery.NONE));
        for (String agent : new String[] {"1", "2"}) {
            streams.published(new Publication(
                    EventType.ERROR.channel(), null, "e" + agent, "", null, "{\"agent_id\":\"" + agent + "\"}"));
        }

        assertThat(registry.get("greenlang.history.streams").gauge().value()).isEqualTo(2);
        assertThat(registry.get("greenlang.history.bytes").gauge().value()).isPositive();
        assertThat(registry.get("greenlang.history.forgotten").functionCounter().count())
                .isEqualTo(1);
    }
}
