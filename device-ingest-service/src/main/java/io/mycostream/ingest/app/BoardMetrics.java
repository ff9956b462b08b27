package io.mycostream.ingest.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.mycostream.ingest.board.BoardRegistry;
import io.mycostream.ingest.board.BoardReports;
import io.mycostream.ingest.board.BoardState;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** How many boards there are and how they fare; they count for themselves and are asked. */
@Singleton
@Startup
public class BoardMetrics {

    /** Registers everything. */
    public BoardMetrics(MeterRegistry registry, BoardRegistry boards, BoardReports reports) {
        for (BoardState state : BoardState.values()) {
            Gauge.builder("ingest.boards", boards, known -> known.count(state))
                    .description("Device ids by state: heard on one link, on none, on several")
                    .tag("state", state.label())
                    .register(registry);
        }
        FunctionCounter.builder("ingest.boards.conflicts", boards, BoardRegistry::conflicts)
                .description("How often a device id was heard on one more link while it was heard on another")
                .register(registry);
        FunctionCounter.builder("ingest.boards.refused", boards, BoardRegistry::refused)
                .description("How often a board was heard that there was no room to list")
                .register(registry);
        FunctionCounter.builder("ingest.boards.changes", reports, BoardReports::told)
                .description("Changes of boards, told one by one or, of a board that changes all the time, as one")
                .tag("outcome", "told")
                .register(registry);
        FunctionCounter.builder("ingest.boards.changes", boards, BoardRegistry::untold)
                .description("Changes of boards, told one by one or, of a board that changes all the time, as one")
                .tag("outcome", "summed_up")
                .register(registry);
        FunctionCounter.builder("ingest.boards.hash.failures", reports, BoardReports::failures)
                .description("How often the boards could not be shown in Redis")
                .register(registry);
    }
}
