package io.mycostream.ingest.app;

import io.mycostream.ingest.telemetry.Backlog;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while Redis takes events. Without it the service still reads its boards and keeps what they say, for a while. */
@Readiness
public class RedisReadiness implements HealthCheck {

    private final RedisProbe probe;
    private final Backlog backlog;

    /** Takes who knows. */
    public RedisReadiness(RedisProbe probe, Backlog backlog) {
        this.probe = probe;
        this.backlog = backlog;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> trouble = probe.trouble();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("redis")
                .status(trouble.isEmpty())
                .withData("waiting", backlog.depth())
                .withData("dropped", backlog.dropped());
        if (backlog.hasSpool()) {
            answer.withData("spooled", backlog.spooled());
            backlog.spoolTrouble().ifPresent(words -> answer.withData("spool", words));
        }
        trouble.ifPresent(reason -> answer.withData("reason", reason));
        return answer.build();
    }
}
