package io.mycostream.publisher.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisAddressTest {

    @ParameterizedTest
    @CsvSource({
        "redis://localhost,                    localhost:6379",
        "redis://localhost/,                   localhost:6379",
        "redis://10.0.0.1:7000/3,              10.0.0.1:7000",
        "rediss://user:sesame@redis.lab:7000,  redis.lab:7000",
        "redis://:sesame@[::1]:7000,           [::1]:7000"
    })
    void showsHostAndPortAndNothingElse(String uri, String shown) {
        assertThat(RedisAddress.parse(uri)).hasToString(shown);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            localhost:6379                | scheme is localhost
            http://:sesame@localhost      | scheme is http
            redis://:sesame@red_is:7000   | there is no host, or its name has characters no host has
            redis:localhost               | there is no host, or its name has characters no host has
            redis://:sesame@localhost/one | database is /one
            redis://:se same@localhost    | unreadable at character 11
            ''                            | scheme is null
            """)
    void saysWhatIsWrongWithoutThePassword(String uri, String refusal) {
        assertThatThrownBy(() -> RedisAddress.parse(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("uri must be redis://")
                .hasMessageEndingWith(": " + refusal)
                .hasMessageNotContaining("sesame")
                .hasNoCause();
    }

    @Test
    void isAskedForByTheBuilder() {
        assertThatThrownBy(() -> RedisPublisher.builder().uri("localhost"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("uri must be");
    }
}
