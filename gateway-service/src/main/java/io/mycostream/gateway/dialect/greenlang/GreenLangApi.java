package io.mycostream.gateway.dialect.greenlang;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.mycostream.gateway.stream.SessionRules;
import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.transport.Api;
import io.mycostream.gateway.transport.ApiDefaults;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The API as the gateway knows it, and the streams that it keeps. */
class GreenLangApi {

    static final String NAME = "greenlang";

    @Produces
    @Singleton
    Api api(ApiDefaults defaults, GreenLangConfig config) {
        Api common = defaults.api(NAME, config).withClientsPerStream(defaults.clientsPerStream());
        Duration pause = config.heartbeatEnabled() ? config.heartbeatInterval() : Duration.ZERO;
        return common.with(
                Transport.SSE,
                common.rules(Transport.SSE)
                        .with(SessionRules.Heartbeat.afterQuiet(pause))
                        .withIdleTimeout(config.clientTimeout()));
    }

    @Produces
    @Singleton
    Streams streams(GreenLangConfig config, MeterRegistry registry) {
        Streams streams = new Streams(
                new Streams.Bounds(
                        config.historySize(), config.historyStreams(), config.historyBytes(), config.historyAge()),
                System::nanoTime);
        Gauge.builder("greenlang.history.streams", streams, Streams::kept)
                .description("streams that events are kept of")
                .register(registry);
        Gauge.builder("greenlang.history.bytes", streams, Streams::bytes)
                .description("memory that the kept events take, roughly")
                .baseUnit("bytes")
                .register(registry);
        FunctionCounter.builder("greenlang.history.forgotten", streams, Streams::forgotten)
                .description("streams and events forgotten because there were too many, or too large ones")
                .register(registry);
        return streams;
    }
}
