package io.mycostream.publisher.redis;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisPublisherBuilderTest {

    private final RedisPublisher.Builder builder = RedisPublisher.builder();

    @Test
    void checksEachSettingWhereItIsSet() {
        assertThatThrownBy(() -> builder.historySize(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("historySize must be at least 1: 0");
        assertThatThrownBy(() -> builder.historyTimeToLive(Duration.ofNanos(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("historyTimeToLive in milliseconds must be at least 1: 0");
        assertThatThrownBy(() -> builder.timeout(Duration.ofMillis(-3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeout in milliseconds must be at least 1: -3");
        assertThatThrownBy(() -> builder.timeout(Duration.ofDays(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeout must be a day or less: PT48H");
        assertThatThrownBy(() -> builder.window(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("window must be at least 1: 0");
        assertThatThrownBy(() -> builder.windowBytes(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("windowBytes must be at least 1: 0");
        assertThatThrownBy(() -> builder.linger(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("linger must be 0 to 1 second: PT-0.001S");
        assertThatThrownBy(() -> builder.linger(Duration.ofSeconds(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("linger must be 0 to 1 second: PT2S");
    }
}
