package io.mycostream.ingest.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.mycostream.ingest.telemetry.Backlog;
import io.mycostream.ingest.telemetry.LossReason;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;

/** What became of the events on their way to Redis, and how many wait; the backlog counts for itself and is asked. */
@Singleton
@Startup
public class BacklogMetrics {

    /** Registers everything. */
    public BacklogMetrics(MeterRegistry registry, Backlog backlog) {
        publications(registry, "published", backlog, Backlog::published);
        publications(registry, "retried", backlog, Backlog::retried);
        publications(registry, "dropped", backlog, Backlog::dropped);
        publications(registry, "replayed", backlog, each -> each.counts().replayed());
        publications(registry, "repeated", backlog, each -> each.counts().repeated());
        publications(registry, "spooled", backlog, each -> each.counts().spooled());
        for (LossReason reason : LossReason.values()) {
            FunctionCounter.builder(
                            "ingest.lost", backlog, each -> each.counts().lost(reason))
                    .description("Events that were given up, by reason")
                    .tag("reason", reason.label())
                    .register(registry);
        }
        Gauge.builder("ingest.spool.depth", backlog, Backlog::spooled)
                .description("Events on disk that Redis has not confirmed yet")
                .register(registry);
        Gauge.builder("ingest.spool.size", backlog, Backlog::spoolBytes)
                .baseUnit("bytes")
                .description("What the spool takes on disk")
                .register(registry);
        Gauge.builder(
                        "ingest.spool.usable",
                        backlog,
                        each -> each.hasSpool() && each.spoolTrouble().isEmpty() ? 1 : 0)
                .description("1 while events can be kept on disk")
                .register(registry);
        Gauge.builder("ingest.backlog.depth", backlog, Backlog::depth)
                .description("Events that Redis has not confirmed yet")
                .register(registry);
    }

    private static void publications(
            MeterRegistry registry, String outcome, Backlog backlog, ToDoubleFunction<Backlog> count) {
        FunctionCounter.builder("ingest.publications", backlog, count)
                .description(
                        "Events confirmed by Redis, tried again, given up, confirmed late, known already, put on disk")
                .tag("outcome", outcome)
                .register(registry);
    }
}
