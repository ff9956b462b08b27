package io.mycostream.gateway.app;

import io.mycostream.gateway.broker.redis.Delivery;
import io.mycostream.gateway.broker.redis.RedisBroker;
import io.mycostream.gateway.stream.Hub;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while messages published on Redis provably reach this node, and it is not about to stop. */
@Readiness
@ApplicationScoped
class BrokerReady implements HealthCheck {

    private final RedisBroker broker;
    private final Hub hub;

    BrokerReady(RedisBroker broker, Hub hub) {
        this.broker = broker;
        this.hub = hub;
    }

    @Override
    public HealthCheckResponse call() {
        Delivery delivery = broker.delivery();
        return HealthCheckResponse.named("redis-delivery")
                .status(delivery.proven() && !hub.draining())
                .withData("detail", hub.draining() ? "draining" : delivery.detail())
                .withData("channels", delivery.subscriptions())
                .withData("interruptions", delivery.interruptions())
                .build();
    }
}
