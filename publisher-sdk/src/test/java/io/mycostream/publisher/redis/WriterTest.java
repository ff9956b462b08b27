package io.mycostream.publisher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisNoScriptException;

class WriterTest {

    private static final Object PUBLISHED = List.of();
    private static final Object UNKNOWN = new JedisNoScriptException("NOSCRIPT");

    @Test
    void publishesAgainWhatRedisDidNotExecute() {
        assertThat(Writer.notOvertaken(batch("a", "b", "a"), List.of(UNKNOWN, UNKNOWN, UNKNOWN)))
                .containsExactly(0, 1, 2);
        assertThat(Writer.notOvertaken(batch("a", "a", "b"), List.of(PUBLISHED, UNKNOWN, UNKNOWN)))
                .containsExactly(1, 2);
    }

    @Test
    void publishesNothingAfterALaterOneOfItsChannel() {
        assertThat(Writer.notOvertaken(batch("a", "b", "a", "a"), List.of(UNKNOWN, UNKNOWN, PUBLISHED, UNKNOWN)))
                .containsExactly(1, 3);
    }

    private static List<Pending> batch(String... channels) {
        return Stream.of(channels)
                .map(channel -> new Pending(channel, "id", new byte[0]))
                .toList();
    }
}
