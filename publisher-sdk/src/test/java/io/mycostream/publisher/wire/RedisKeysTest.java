package io.mycostream.publisher.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RedisKeysTest {

    @Test
    void theKeysOfAChannelCarryItsNameAsHashTag() {
        assertThat(RedisKeys.history("devices:telemetry")).isEqualTo("mycostream:{devices:telemetry}:history");
        assertThat(RedisKeys.meta("devices:telemetry")).isEqualTo("mycostream:{devices:telemetry}:meta");
        assertThat(RedisKeys.latest("devices:status")).isEqualTo("mycostream:{devices:status}:latest");
    }
}
