package io.mycostream.ingest.app;

import io.mycostream.ingest.board.BoardJson;
import io.mycostream.ingest.board.BoardLimits;
import io.mycostream.ingest.board.BoardRegistry;
import io.mycostream.ingest.board.BoardReports;
import io.mycostream.ingest.telemetry.Backlog;
import io.mycostream.ingest.telemetry.BoardEvents;
import io.mycostream.publisher.redis.RedisHash;
import io.mycostream.publisher.wire.ChannelNames;
import io.mycostream.publisher.wire.RedisKeys;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes what keeps account of boards, from configuration. {@link Ingest} starts and ends it. */
public class BoardAssembly {

    /** Nobody waits for the hash but the thread that writes it. */
    private static final Duration HASH_TIMEOUT = Duration.ofSeconds(2);

    @Produces
    @Singleton
    BoardJson boardJson(IngestConfig config, @ConfigProperty(name = "quarkus.http.port") int port) {
        return new BoardJson(config.name().orElseGet(() -> ThisMachine.name().orElse("localhost") + ':' + port));
    }

    @Produces
    @Singleton
    BoardEvents boardEvents(BoardJson json, Backlog backlog, InstantSource clock) {
        return new BoardEvents(backlog, clock, json.process());
    }

    @Produces
    @Singleton
    BoardReports boardReports(
            BoardJson json, Backlog backlog, RedisConfig redis, IngestConfig config, InstantSource clock) {
        RedisHash hash = new RedisHash(redis.hosts(), RedisKeys.latest(ChannelNames.DEVICES_STATUS), HASH_TIMEOUT);
        return new BoardReports(
                json,
                backlog,
                hash,
                config.boards().lease(),
                config.boards().memory(),
                config.mqtt().group().isPresent(),
                clock);
    }

    @Produces
    @Singleton
    BoardRegistry boards(IngestConfig config, BoardReports reports, InstantSource clock) {
        IngestConfig.Boards boards = config.boards();
        BoardLimits limits =
                new BoardLimits(boards.limit(), boards.silence(), boards.memory(), boards.changesPerMinute());
        return new BoardRegistry(limits, clock, reports::changed);
    }
}
