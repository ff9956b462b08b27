package io.mycostream.ingest.app;

import io.mycostream.ingest.device.CounterEpochs;
import io.mycostream.ingest.telemetry.BoardEvents;
import io.mycostream.ingest.telemetry.TelemetryPublisher;
import java.time.InstantSource;

/**
 * What all links share.
 *
 * @param counters what is known of the counters on all links, also from earlier processes
 * @param clock for how long something lasts, see {@link SteadyTime}
 */
record LinkParts(
        TelemetryPublisher telemetry,
        BoardEvents events,
        CounterEpochs counters,
        IngestMetrics metrics,
        InstantSource clock) {}
