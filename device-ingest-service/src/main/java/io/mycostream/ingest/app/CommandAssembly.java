package io.mycostream.ingest.app;

import io.mycostream.ingest.command.CommandLimits;
import io.mycostream.ingest.command.CommandReader;
import io.mycostream.ingest.command.CommandResults;
import io.mycostream.ingest.command.Commands;
import io.mycostream.ingest.telemetry.Backlog;
import io.mycostream.publisher.redis.RedisClaims;
import io.mycostream.publisher.redis.RedisHash;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/** Makes what takes commands to boards, from the configuration. */
public class CommandAssembly {

    /** A command waits for this, and those behind it. */
    private static final Duration CLAIM_TIMEOUT = Duration.ofMillis(500);

    /** Which commands are open, whoever has them. */
    private static final String LIST_KEY = "mycostream:commands:open";

    /** How much longer than it could take a command is left to the process that has it. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    static CommandLimits limits(IngestConfig config) {
        IngestConfig.Commands commands = config.commands();
        return new CommandLimits(
                commands.queueCapacity(),
                commands.pending(),
                commands.timeout(),
                commands.longestTimeout(),
                commands.timeToLive(),
                commands.repeatAfter(),
                commands.attempts(),
                commands.unreachableAfter(),
                commands.remember());
    }

    @Produces
    @Singleton
    CommandReader commandReader(IngestConfig config) {
        return new CommandReader(limits(config));
    }

    @Produces
    @Singleton
    CommandResults commandResults(Backlog backlog, InstantSource clock) {
        return new CommandResults(backlog, clock);
    }

    @Produces
    @Singleton
    SharedClaims commandClaims(RedisConfig redis, CommandResults results, CommandMetrics metrics, InstantSource clock) {
        try {
            return new SharedClaims(
                    new RedisClaims(redis.hosts(), CLAIM_TIMEOUT),
                    new RedisHash(redis.hosts(), LIST_KEY, CLAIM_TIMEOUT),
                    ThisMachine.name().orElse("localhost"),
                    result -> {
                        metrics.ended(result);
                        results.publish(result);
                    },
                    GRACE,
                    clock);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("quarkus.redis.hosts: " + e.getMessage());
        }
    }

    @Produces
    @Singleton
    Commands commands(
            IngestConfig config,
            SharedClaims claims,
            CommandResults results,
            CommandMetrics metrics,
            InstantSource clock) {
        return new Commands(limits(config), claims, results::publish, metrics, clock);
    }
}
