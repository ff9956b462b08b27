package io.mycostream.ingest.app;

import io.mycostream.ingest.telemetry.Backlog;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while events are forwarded or wait to be. Redis may be away for days: a restart would only lose what waits. */
@Liveness
public class ForwardingLiveness implements HealthCheck {

    private final Backlog backlog;

    /** Takes who knows. */
    public ForwardingLiveness(Backlog backlog) {
        this.backlog = backlog;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("forwarding")
                .status(backlog.isForwarding())
                .build();
    }
}
