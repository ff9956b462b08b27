package io.mycostream.gateway.dialect.geminivideo;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.mycostream.gateway.stream.ProtocolException;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** How much one WebSocket may listen to. Safe for use by many threads. */
@Startup
@Singleton
class SubscriptionLimit {

    private final int most;
    private final Counter refused;

    @Inject
    SubscriptionLimit(GeminivideoConfig config, MeterRegistry registry) {
        this(config.subscriptionsPerConnection(), registry);
    }

    SubscriptionLimit(int most, MeterRegistry registry) {
        this.most = most;
        this.refused = Counter.builder("stream.subscriptions.refused")
                .description("subscriptions of a WebSocket beyond those that it may have")
                .tag("api", "geminivideo")
                .register(registry);
    }

    /**
     * Lets so many subscriptions be.
     *
     * @throws ProtocolException if they are too many
     */
    void check(int subscriptions) throws ProtocolException {
        if (subscriptions > most) {
            refused.increment();
            throw new ProtocolException("a connection may have at most " + most + " subscriptions");
        }
    }
}
