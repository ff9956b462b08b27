package io.mycostream.ingest.app;

import io.mycostream.ingest.device.CounterEpochs;
import io.mycostream.ingest.retry.Backoff;
import io.mycostream.ingest.telemetry.Backlog;
import io.mycostream.ingest.telemetry.BoardEvents;
import io.mycostream.ingest.telemetry.MeshPackets;
import io.mycostream.ingest.telemetry.SpoolSettings;
import io.mycostream.ingest.telemetry.TelemetryPublisher;
import io.mycostream.publisher.Publisher;
import io.mycostream.publisher.redis.RedisPublisher;
import io.mycostream.publisher.redis.RedisStream;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/** Makes the parts that know nothing of configuration, from it. {@link Ingest} starts and ends them. */
public class Assembly {

    /** Between attempts while Redis is away. They are short, because the publisher spaces its own attempts to connect. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    /** Publications of the spool, beside those that go straight from memory. */
    private static final int WINDOW_RESERVE = 1024;

    /** Boards send one by one; what they send within this time of a round trip to Redis shares the next. */
    private static final Duration LINGER = Duration.ofMillis(2);

    private static final long MESH_PACKETS_KEPT = 5000;
    private static final Duration MESH_TIMEOUT = Duration.ofSeconds(2);

    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    Publisher publisher(RedisConfig redis, IngestConfig config) {
        ConfigCheck.check(config);
        try {
            // more than the backlog has under way, or it would take a full window for Redis' absence
            return RedisPublisher.builder()
                    .uri(redis.hosts())
                    .window(config.backlog().capacity() + WINDOW_RESERVE)
                    .linger(LINGER)
                    .build();
        } catch (IllegalArgumentException e) {
            // without the cause: its stack would be all that is shown, and the operator needs one line
            throw new ConfigurationException("quarkus.redis.hosts: " + e.getMessage());
        }
    }

    @Produces
    @Singleton
    CounterEpochs counters() {
        return new CounterEpochs();
    }

    @Produces
    @Singleton
    Backlog backlog(IngestConfig config, Publisher publisher, CounterEpochs counters) {
        IngestConfig.Spool spool = config.spool();
        return new Backlog(
                publisher,
                config.backlog().capacity(),
                new Backoff(FIRST_PAUSE, LONGEST_PAUSE),
                config.backlog().flushLimit(),
                spool.directory()
                        .map(directory -> new SpoolSettings(
                                directory,
                                spool.maxBytes(),
                                spool.syncInterval(),
                                spool.drainRate(),
                                counters::keepIn)));
    }

    /** For readers of Meshtastic packets; about as many are kept as those expect. */
    @Produces
    @Singleton
    MeshPackets meshPackets(RedisConfig redis) {
        RedisStream stream = new RedisStream(redis.hosts(), "mesh:packets", MESH_PACKETS_KEPT, MESH_TIMEOUT);
        return new MeshPackets(
                packet -> stream.append("data", packet), new Backoff(FIRST_PAUSE, LONGEST_PAUSE.multipliedBy(10)));
    }

    @Produces
    @Singleton
    TelemetryPublisher telemetry(Backlog backlog, InstantSource clock) {
        return new TelemetryPublisher(backlog, clock);
    }

    @Produces
    @Singleton
    LinkParts linkParts(
            TelemetryPublisher telemetry,
            BoardEvents events,
            CounterEpochs counters,
            IngestMetrics metrics,
            InstantSource clock) {
        return new LinkParts(telemetry, events, counters, metrics, new SteadyTime(clock));
    }
}
