package io.mycostream.ingest.app;

import io.mycostream.ingest.command.CommandIntake;
import io.mycostream.ingest.command.CommandReader;
import io.mycostream.ingest.command.Commands;
import io.mycostream.ingest.command.Speaker;
import io.mycostream.publisher.redis.RedisSubscription;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where commands come in, and what every link needs to take them to its board. {@link Ingest} starts and ends it. */
@Singleton
public class CommandDesk {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

    private final IngestConfig config;
    private final RedisConfig redis;
    private final CommandReader reader;
    private final Commands commands;
    private final SharedClaims claims;
    private final CommandMetrics metrics;
    private final InstantSource clock;
    private volatile @Nullable RedisSubscription subscription;

    /** Takes the parts; nothing is heard before {@link #start}. */
    public CommandDesk(
            IngestConfig config,
            RedisConfig redis,
            CommandReader reader,
            Commands commands,
            SharedClaims claims,
            CommandMetrics metrics,
            InstantSource clock) {
        this.config = config;
        this.redis = redis;
        this.reader = reader;
        this.commands = commands;
        this.claims = claims;
        this.metrics = metrics;
        this.clock = clock;
    }

    void start() {
        metrics.watch(commands, this);
        if (config.commands().enabled()) {
            claims.start();
            CommandIntake intake = new CommandIntake(CommandAssembly.limits(config), reader, commands, clock);
            subscription = RedisSubscription.start(
                    redis.hosts(),
                    List.of(CommandIntake.CHANNEL),
                    config.commands().probeInterval(),
                    CONNECT_LIMIT,
                    (_, message) -> intake.received(message));
        }
    }

    /** The part of a link that speaks. */
    Speaker speaker(String link) {
        return new Speaker(
                link,
                commands,
                metrics,
                config.serial().acknowledge(),
                config.serial().acknowledgePatience(),
                new SteadyTime(clock));
    }

    /** Whether commands on the channel are heard at the moment. */
    boolean isHearing() {
        RedisSubscription now = subscription;
        return now != null && now.trouble().isEmpty();
    }

    /** How often the channel was not heard for a while. */
    long interruptions() {
        RedisSubscription now = subscription;
        return now == null ? 0 : now.interruptions();
    }

    void close() {
        RedisSubscription now = subscription;
        if (now != null) {
            now.close();
        }
        commands.close();
        claims.close();
    }
}
