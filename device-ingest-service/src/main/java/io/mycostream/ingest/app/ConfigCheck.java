package io.mycostream.ingest.app;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.List;

/**
 * Refuses settings that make no sense. Quarkus ends the start with the message alone, without a stack trace. Written out,
 * because a validator would be the largest part of a service that runs on small machines.
 */
final class ConfigCheck {

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
        require(
                config.health().interval().isPositive(),
                "ingest.health.interval must be positive: " + config.health().interval());
        List<String> ports = config.serial().ports().orElse(List.of());
        require(
                ports.size() <= 1 || !ports.contains(Ingest.AUTO),
                "ingest.serial.ports must be auto or a list of ports, not both: " + ports);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ConfigurationException(otherwise);
        }
    }
}
