package io.mycostream.ingest.app;

import io.mycostream.ingest.command.Claims;
import io.mycostream.ingest.command.CommandLimits;
import io.mycostream.ingest.command.CommandReader;
import io.mycostream.ingest.command.CommandResults;
import io.mycostream.ingest.command.Commands;
import io.mycostream.ingest.telemetry.Backlog;
import io.mycostream.publisher.redis.RedisClaims;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/** Makes what takes commands to boards, from the configuration. */
public class CommandAssembly {

    /** A command waits for this, and those behind it. */
    private static final Duration CLAIM_TIMEOUT = Duration.ofMillis(500);

    private static final String CLAIM_KEY = "mycostream:command:";

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
    RedisClaims commandClaims(RedisConfig redis) {
        try {
            return new RedisClaims(redis.hosts(), CLAIM_TIMEOUT);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("quarkus.redis.hosts: " + e.getMessage());
        }
    }

    @Produces
    @Singleton
    Commands commands(
            IngestConfig config, RedisClaims claims, Backlog backlog, CommandMetrics metrics, InstantSource clock) {
        CommandResults results = new CommandResults(backlog, clock);
        return new Commands(limits(config), claims(claims, ThisMachine.name()), results::publish, metrics, clock);
    }

    private static Claims claims(RedisClaims redis, String process) {
        return claim -> switch (redis.claim(CLAIM_KEY + claim.name(), process, claim.remembered())) {
            case GRANTED -> Claims.Outcome.GRANTED;
            case HELD -> Claims.Outcome.HELD;
            case UNANSWERED -> Claims.Outcome.UNANSWERED;
        };
    }
}
