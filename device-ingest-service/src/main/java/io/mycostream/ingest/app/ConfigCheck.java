package io.mycostream.ingest.app;

import io.mycostream.ingest.spool.DiskSpool;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.util.List;

/**
 * Refuses settings that make no sense. Quarkus ends the start with the message alone, without a stack trace. Written out,
 * because a validator would be the largest part of a service that runs on small machines.
 */
final class ConfigCheck {

    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);

    private static final Duration SHORTEST_PROBE = Duration.ofMillis(50);

    private ConfigCheck() {}

    /**
     * Does nothing when all is well.
     *
     * @throws ConfigurationException naming the key, what was seen and what was expected
     */
    static void check(IngestConfig config) {
        MqttSettings.broker(config.mqtt());
        MqttSettings.listener(config.mqtt(), _ -> false);
        require(
                config.serial().baudRate() >= 1,
                "ingest.serial.baud-rate must be at least 1: " + config.serial().baudRate());
        require(
                config.backlog().capacity() >= 1,
                "ingest.backlog.capacity must be at least 1: "
                        + config.backlog().capacity());
        IngestConfig.Reopen reopen = config.serial().reopen();
        require(reopen.first().isPositive(), "ingest.serial.reopen.first must be positive: " + reopen.first());
        require(
                reopen.longest().compareTo(reopen.first()) >= 0,
                "ingest.serial.reopen.longest must not be shorter than ingest.serial.reopen.first: " + reopen.longest()
                        + " < " + reopen.first());
        require(
                !config.backlog().flushLimit().isNegative(),
                "ingest.backlog.flush-limit must not be negative: "
                        + config.backlog().flushLimit());
        IngestConfig.Spool spool = config.spool();
        require(
                spool.maxBytes() >= DiskSpool.SMALLEST,
                "ingest.spool.max-bytes must be at least " + DiskSpool.SMALLEST + ": " + spool.maxBytes());
        require(
                spool.syncInterval().isPositive(),
                "ingest.spool.sync-interval must be positive: " + spool.syncInterval());
        require(spool.drainRate() >= 1, "ingest.spool.drain-rate must be at least 1: " + spool.drainRate());
        require(
                config.health().interval().isPositive(),
                "ingest.health.interval must be positive: " + config.health().interval());
        checkBoards(config.boards());
        require(
                config.serial().acknowledgePatience().isPositive(),
                "ingest.serial.acknowledge-patience must be positive: "
                        + config.serial().acknowledgePatience());
        checkCommands(config.commands());
        require(
                config.name().filter(String::isBlank).isEmpty(),
                "ingest.name must not be blank: leave it out to be called after the machine");
        List<String> ports = config.serial().ports().orElse(List.of());
        require(
                ports.size() <= 1 || !ports.contains(SerialLinks.AUTO),
                "ingest.serial.ports must be auto or a list of ports, not both: " + ports);
    }

    private static void checkBoards(IngestConfig.Boards boards) {
        require(boards.limit() >= 1, "ingest.boards.limit must be at least 1: " + boards.limit());
        require(boards.silence().isPositive(), "ingest.boards.silence must be positive: " + boards.silence());
        require(boards.memory().isPositive(), "ingest.boards.memory must be positive: " + boards.memory());
        require(
                boards.changesPerMinute() >= 1,
                "ingest.boards.changes-per-minute must be at least 1: " + boards.changesPerMinute());
        require(
                boards.lease().compareTo(SHORTEST_LEASE) >= 0,
                "ingest.boards.lease must be at least " + SHORTEST_LEASE + ": " + boards.lease());
    }

    private static void checkCommands(IngestConfig.Commands commands) {
        require(
                commands.queueCapacity() >= 1,
                "ingest.commands.queue-capacity must be at least 1: " + commands.queueCapacity());
        require(commands.pending() >= 1, "ingest.commands.pending must be at least 1: " + commands.pending());
        require(commands.attempts() >= 1, "ingest.commands.attempts must be at least 1: " + commands.attempts());
        require(commands.timeout().isPositive(), "ingest.commands.timeout must be positive: " + commands.timeout());
        require(
                commands.longestTimeout().compareTo(commands.timeout()) >= 0,
                "ingest.commands.longest-timeout must not be shorter than ingest.commands.timeout: "
                        + commands.longestTimeout() + " < " + commands.timeout());
        require(
                commands.timeToLive().isPositive(),
                "ingest.commands.time-to-live must be positive: " + commands.timeToLive());
        require(
                commands.repeatAfter().isPositive(),
                "ingest.commands.repeat-after must be positive: " + commands.repeatAfter());
        require(
                !commands.unreachableAfter().isNegative(),
                "ingest.commands.unreachable-after must not be negative: " + commands.unreachableAfter());
        require(
                commands.remember().compareTo(commands.timeToLive()) >= 0,
                "ingest.commands.remember must not be shorter than ingest.commands.time-to-live: " + commands.remember()
                        + " < " + commands.timeToLive());
        require(
                !commands.longestWait().isNegative(),
                "ingest.commands.longest-wait must not be negative: " + commands.longestWait());
        require(
                commands.probeInterval().compareTo(SHORTEST_PROBE) >= 0,
                "ingest.commands.probe-interval must be at least " + SHORTEST_PROBE + ": " + commands.probeInterval());
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ConfigurationException(otherwise);
        }
    }
}
