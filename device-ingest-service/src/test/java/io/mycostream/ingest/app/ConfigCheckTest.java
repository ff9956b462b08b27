package io.mycostream.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigCheckTest {

    @Test
    void needsNothingToBeSet() {
        IngestConfig config = config(Map.of());

        ConfigCheck.check(config);

        assertThat(config.serial().ports()).isEmpty();
        assertThat(config.serial().baudRate()).isEqualTo(115_200);
        assertThat(config.serial().greet()).isTrue();
        assertThat(config.serial().reopen().longest()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.backlog().capacity()).isEqualTo(10_000);
        assertThat(config.spool().directory()).isEmpty();
        assertThat(config.spool().maxBytes()).isEqualTo(256 << 20);
    }

    @Test
    void takesAListOfPorts() {
        IngestConfig config = config(Map.of("ingest.serial.ports", "/dev/ttyACM0,/dev/ttyUSB1"));

        ConfigCheck.check(config);

        assertThat(config.serial().ports()).contains(List.of("/dev/ttyACM0", "/dev/ttyUSB1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {" /dev/ttyACM0, /dev/ttyUSB1 ", "/dev/ttyACM0, ,/dev/ttyUSB1,,"})
    void blanksAreNoPartOfAPort(String ports) {
        IngestConfig config = config(Map.of("ingest.serial.ports", ports));

        assertThat(config.serial().ports()).contains(List.of("/dev/ttyACM0", "/dev/ttyUSB1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " , "})
    void nothingButBlanksIsNoPort(String ports) {
        assertThat(config(Map.of("ingest.serial.ports", ports)).serial().ports())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ingest.serial.baud-rate     | -3     | ingest.serial.baud-rate must be at least 1: -3
                    ingest.serial.baud-rate     | 0      | ingest.serial.baud-rate must be at least 1: 0
                    ingest.backlog.capacity     | 0      | ingest.backlog.capacity must be at least 1: 0
                    ingest.serial.reopen.first  | 0s     | ingest.serial.reopen.first must be positive: PT0S
                    ingest.serial.reopen.first  | 3s     | ingest.serial.reopen.longest must not be shorter than ingest.serial.reopen.first: PT2S < PT3S
                    ingest.backlog.flush-limit  | PT-1S  | ingest.backlog.flush-limit must not be negative: PT-1S
                    ingest.spool.max-bytes      | 1000   | ingest.spool.max-bytes must be at least 1048576: 1000
                    ingest.spool.sync-interval  | 0s     | ingest.spool.sync-interval must be positive: PT0S
                    ingest.spool.drain-rate     | 0      | ingest.spool.drain-rate must be at least 1: 0
                    ingest.health.interval      | 0s     | ingest.health.interval must be positive: PT0S
                    ingest.boards.limit         | 0      | ingest.boards.limit must be at least 1: 0
                    ingest.boards.silence       | 0s     | ingest.boards.silence must be positive: PT0S
                    ingest.boards.memory        | 0s     | ingest.boards.memory must be positive: PT0S
                    ingest.boards.lease         | 999ms  | ingest.boards.lease must be at least PT1S: PT0.999S
                    ingest.boards.changes-per-minute | 0 | ingest.boards.changes-per-minute must be at least 1: 0
                    ingest.serial.acknowledge-patience | 0s | ingest.serial.acknowledge-patience must be positive: PT0S
                    ingest.commands.queue-capacity | 0  | ingest.commands.queue-capacity must be at least 1: 0
                    ingest.commands.pending     | 0      | ingest.commands.pending must be at least 1: 0
                    ingest.commands.attempts    | 0      | ingest.commands.attempts must be at least 1: 0
                    ingest.commands.timeout     | 0s     | ingest.commands.timeout must be positive: PT0S
                    ingest.commands.timeout     | 61s    | ingest.commands.longest-timeout must not be shorter than ingest.commands.timeout: PT1M < PT1M1S
                    ingest.commands.time-to-live | 0s    | ingest.commands.time-to-live must be positive: PT0S
                    ingest.commands.repeat-after | 0s    | ingest.commands.repeat-after must be positive: PT0S
                    ingest.commands.unreachable-after | PT-1S | ingest.commands.unreachable-after must not be negative: PT-1S
                    ingest.commands.remember    | 29s    | ingest.commands.remember must not be shorter than ingest.commands.time-to-live: PT29S < PT30S
                    ingest.commands.longest-wait | PT-1S | ingest.commands.longest-wait must not be negative: PT-1S
                    ingest.commands.probe-interval | 49ms | ingest.commands.probe-interval must be at least PT0.05S: PT0.049S
                    ingest.name                 | ' '    | ingest.name must not be blank: leave it out to be called after the machine
                    ingest.serial.ports         | auto,x | ingest.serial.ports must be auto or a list of ports, not both: [auto, x]
                    """)
    void saysInOneLineWhatMakesNoSense(String key, String value, String message) {
        IngestConfig config = config(Map.of(key, value));

        assertThatThrownBy(() -> ConfigCheck.check(config))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message)
                .hasNoCause();
    }

    static IngestConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .withMapping(IngestConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .build()
                .getConfigMapping(IngestConfig.class);
    }
}
