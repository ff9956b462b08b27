package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gateway does not start with settings that make no sense, and says which. */
@Timeout(60)
class GatewaySettingsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "gateway.limits.connections-per-user, 0, must be greater than or equal to 1",
        "gateway.limits.idle-timeout, soon, Invalid duration: soon",
        "gateway.mycosoft.clients-per-stream, 0, must be greater than or equal to 1",
        "gateway.mycosoft.heartbeat-interval, 0s, must be longer than or equal to 100 millis",
        "gateway.mycosoft.overflow, drop-all, 'allowed values: '",
        "gateway.mycosoft.minimum-role, BOSS, 'allowed values: '",
        "gateway.limits.queue-sise, 500, does not map to any root",
        "mp.jwt.verify.publickey.location, /nowhere/key.pem, names nothing that can be read: /nowhere/key.pem",
    })
    void areRefusedInALine(String key, String value, String why) throws Exception {
        try (GatewaysAtRedis gateways = new GatewaysAtRedis(folder)) {
            GatewayProcess gateway = gateways.launch(Map.of(key, value));

            assertThat(gateway.process().ended().get(30, TimeUnit.SECONDS)).isEqualTo(1);

            assertThat(Files.readAllLines(gateway.process().log()))
                    .anySatisfy(line -> assertThat(line).contains(key, why))
                    .noneMatch(line -> line.startsWith("\tat "));
        }
    }
}
