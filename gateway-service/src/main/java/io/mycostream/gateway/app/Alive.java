package io.mycostream.gateway.app;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Startup;

/** Alive while the event loops turn; started once this answers. Neither depends on Redis. */
@Liveness
@Startup
@ApplicationScoped
class Alive implements AsyncHealthCheck {

    private final Vertx vertx;

    Alive(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .emitter(answer -> vertx.getOrCreateContext()
                        .runOnContext(_ -> answer.complete(HealthCheckResponse.up("event-loops"))));
    }
}
