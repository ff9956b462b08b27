package io.mycostream.gateway.broker.redis;

import static io.mycostream.gateway.broker.redis.HistoryAtRedis.CHANNEL;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.SAME;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.arrival;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.historyKey;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.messages;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.metaKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.broker.redis.RedisHistory.Keep;
import io.mycostream.gateway.broker.redis.RedisHistory.Stored;
import io.mycostream.publisher.redis.RedisPublisher;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What entering finds in a channel's history and what it leaves there, on the installed Redis and on a 6.2. */
@ParameterizedClass
@EnumSource(RedisVersion.class)
@Timeout(60)
class RedisHistoryStateTest {

    private final HistoryAtRedis redis;

    RedisHistoryStateTest(RedisVersion version) throws Exception {
        redis = new HistoryAtRedis(version);
    }

    @AfterEach
    void close() throws Exception {
        redis.close();
    }

    @Test
    void beginsAHistoryWithTheProposedEpoch() throws Exception {
        redis.enter(arrival("a:1", SAME, 0));

        assertThat(redis.read(0).epoch()).isEqualTo("proposed by a:1");
        assertThat(redis.text(Command.HGET, metaKey(), "offset")).isEqualTo("0");
        assertThat(redis.text(Command.XRANGE, historyKey(), "-", "+"))
                .isEqualTo("[[0-1, [e, {\"on\":true}, i, id of {\"on\":true}, a, 0, g, 1]]]");
    }

    @Test
    void sharesOneHistoryWithTheSdkWhoeverBegan() throws Exception {
        redis.enter(arrival("a:1", "first", 0));
        redis.publish(1);
        redis.enter(arrival("a:1", "second", 1));
        redis.enter(arrival("a:1", "third", 1));
        redis.publish(2);

        Stored stored = redis.read(0);
        assertThat(stored.epoch()).isEqualTo("proposed by a:1");
        assertThat(stored.top()).isEqualTo(2);
        assertThat(stored.whole()).isTrue();
        assertThat(messages(stored)).containsExactly("first", "{\"n\":1}", "second", "third", "{\"n\":2}");
    }

    @Test
    void deletesAHistoryWhoseCountIsLost() throws Exception {
        redis.publish(1);
        redis.ask(Command.DEL, metaKey());

        redis.enter(arrival("a:1", SAME, 1));

        Stored stored = redis.read(0);
        assertThat(stored.epoch()).isEqualTo("proposed by a:1");
        assertThat(messages(stored)).containsExactly(SAME);
        assertThat(stored.entries().getFirst().after()).isZero();
    }

    @Test
    void deletesAHistoryThatIsAheadOfItsCount() throws Exception {
        redis.publish(1);
        redis.publish(2);
        redis.ask(Command.HSET, metaKey(), "offset", "1");

        redis.enter(arrival("a:1", SAME, 1));

        assertThat(redis.read(0).epoch()).isEqualTo("proposed by a:1");
        assertThat(messages(redis.read(0))).containsExactly(SAME);
    }

    @Test
    void goesOnInAHistoryThatWasEmptied() throws Exception {
        redis.enter(arrival("a:1", "one", 0));
        redis.enter(arrival("a:1", "two", 0));
        redis.ask(Command.XTRIM, historyKey(), "MAXLEN", "0");

        assertThat(redis.enter(arrival("a:1", "three", 0))).isTrue();

        assertThat(messages(redis.read(0))).containsExactly("three");
        assertThat(redis.read(0).whole()).isFalse();
    }

    @Test
    void entersBehindWhatAnotherProgramAdded() throws Exception {
        redis.publish(1);
        redis.enter(arrival("a:1", "one", 1));
        redis.ask(Command.XADD, historyKey(), "1-7", "foreign", "field");

        redis.enter(arrival("a:1", "two", 1));

        assertThat(messages(redis.read(0))).containsExactly("{\"n\":1}", "one", "two");
        assertThat(redis.text(Command.HGET, metaKey(), "plain")).isEqualTo("1-8");
    }

    @Test
    void setsTimesToLiveAndShortensNone() throws Exception {
        redis.enter(arrival("a:1", "one", 0));
        assertThat(timeToLive(historyKey())).isBetween(590L, 600L);
        assertThat(timeToLive(metaKey())).isBetween(604_700L, 604_800L);
        assertThat(timeToLive(redis.seenKey())).isBetween(50L, 60L);

        try (RedisPublisher patient = RedisPublisher.builder()
                .uri(redis.server.uri())
                .historyTimeToLive(Duration.ofDays(30))
                .build()) {
            patient.publish(CHANNEL, Map.of());
        }
        redis.enter(arrival("a:1", "two", 0));

        assertThat(timeToLive(historyKey())).isGreaterThan(Duration.ofDays(29).toSeconds());
        assertThat(timeToLive(metaKey())).isGreaterThan(Duration.ofDays(59).toSeconds());
        redis.enter(arrival("a:1", "three", 0), new Keep(10, Duration.ofDays(40)));
        assertThat(timeToLive(historyKey())).isGreaterThan(Duration.ofDays(39).toSeconds());
        assertThat(timeToLive(metaKey())).isGreaterThan(Duration.ofDays(79).toSeconds());
    }

    private long timeToLive(String key) throws Exception {
        return Long.parseLong(redis.text(Command.TTL, key));
    }

    @Test
    void entersLargeOffsetsInFull() throws Exception {
        redis.publish(1);
        redis.ask(Command.HSET, metaKey(), "offset", "999999999999999");
        redis.publish(2);

        redis.enter(arrival("a:1", SAME, 1_000_000_000_000_000L));

        assertThat(redis.read(999_999_999_999_999L).whole()).isTrue();
        assertThat(redis.read(999_999_999_999_999L).entries())
                .extracting(RedisHistory.Entry::after)
                .containsOnly(1_000_000_000_000_000L)
                .hasSize(2);
    }
}
