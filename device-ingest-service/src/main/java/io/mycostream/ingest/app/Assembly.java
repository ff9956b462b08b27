package io.mycostream.ingest.app;

import io.mycostream.ingest.board.BoardJson;
import io.mycostream.ingest.board.BoardLimits;
import io.mycostream.ingest.board.BoardRegistry;
import io.mycostream.ingest.board.BoardReports;
import io.mycostream.ingest.retry.Backoff;
import io.mycostream.ingest.telemetry.Backlog;
import io.mycostream.ingest.telemetry.TelemetryPublisher;
import io.mycostream.publisher.Publisher;
import io.mycostream.publisher.redis.RedisHash;
import io.mycostream.publisher.redis.RedisPublisher;
import io.mycostream.publisher.wire.ChannelNames;
import io.mycostream.publisher.wire.RedisKeys;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the parts that know nothing of configuration, from it. {@link Ingest} starts and ends them. */
public class Assembly {

    /** Between attempts while Redis is away. They are short, because the publisher spaces its own attempts to connect. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    /** Nobody waits for the hash but the thread that writes it. */
    private static final Duration HASH_TIMEOUT = Duration.ofSeconds(2);

    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    Publisher publisher(RedisConfig redis) {
        try {
            return RedisPublisher.builder().uri(redis.hosts()).build();
        } catch (IllegalArgumentException e) {
            // without the cause: its stack would be all that is shown, and the operator needs one line
            throw new ConfigurationException("quarkus.redis.hosts: " + e.getMessage());
        }
    }

    @Produces
    @Singleton
    Backlog backlog(IngestConfig config, Publisher publisher) {
        ConfigCheck.check(config);
        return new Backlog(
                publisher,
                config.backlog().capacity(),
                new Backoff(FIRST_PAUSE, LONGEST_PAUSE),
                config.backlog().flushLimit());
    }

    @Produces
    @Singleton
    BoardJson boardJson(IngestConfig config, @ConfigProperty(name = "quarkus.http.port") int port) {
        return new BoardJson(config.name().orElseGet(() -> ThisMachine.name() + ':' + port));
    }

    @Produces
    @Singleton
    BoardReports boardReports(
            BoardJson json, Backlog backlog, RedisConfig redis, IngestConfig config, InstantSource clock) {
        RedisHash hash = new RedisHash(redis.hosts(), RedisKeys.latest(ChannelNames.DEVICES_STATUS), HASH_TIMEOUT);
        return new BoardReports(
                json, backlog, hash, config.boards().lease(), config.boards().memory(), clock);
    }

    @Produces
    @Singleton
    BoardRegistry boards(IngestConfig config, BoardReports reports, InstantSource clock) {
        IngestConfig.Boards boards = config.boards();
        BoardLimits limits =
                new BoardLimits(boards.limit(), boards.silence(), boards.memory(), boards.changesPerMinute());
        return new BoardRegistry(limits, clock, reports::changed);
    }

    @Produces
    @Singleton
    TelemetryPublisher telemetry(Backlog backlog, InstantSource clock) {
        return new TelemetryPublisher(backlog, clock);
    }
}
