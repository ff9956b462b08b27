package io.mycostream.gateway.broker.redis;

import static io.mycostream.gateway.broker.redis.HistoryAtRedis.CHANNEL;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.KEEP;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.SAME;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.arrival;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.done;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.historyKey;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.messages;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.metaKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.gateway.broker.redis.RedisHistory.Stored;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What entering needs from the installed Redis and from a 6.2, and what it tells when it does not get that. */
@ParameterizedClass
@EnumSource(RedisVersion.class)
@Timeout(60)
class RedisHistoryRefusalTest {

    private final HistoryAtRedis redis;

    RedisHistoryRefusalTest(RedisVersion version) throws Exception {
        redis = new HistoryAtRedis(version);
    }

    @AfterEach
    void close() throws Exception {
        redis.close();
    }

    @Test
    void entersAgainWhenTheScriptsWereFlushed() throws Exception {
        List<Future<Boolean>> entered = new ArrayList<>();
        for (int n = 0; n < 300; n++) {
            if (n % 100 == 50) {
                redis.ask(Command.SCRIPT, "FLUSH");
            }
            entered.add(redis.history.enter(redis.connection, CHANNEL, arrival("a:1", "m" + n, 0), KEEP));
        }
        for (Future<Boolean> one : entered) {
            assertThat(done(one)).isTrue();
        }
        redis.ask(Command.SCRIPT, "FLUSH");

        assertThat(messages(redis.read(0)))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 300).mapToObj(n -> "m" + n).toList());
    }

    @Test
    void leavesTheCountsAsTheyWereWhenTheKeyIsNoStream() throws Exception {
        redis.publish(1);
        redis.ask(Command.SET, historyKey(), "no stream");

        for (String listener : List.of("a:1", "b:1")) {
            assertThatThrownBy(() -> redis.enter(arrival(listener, SAME, 1)))
                    .cause()
                    .isInstanceOf(HistoryException.class)
                    .hasMessageStartingWith("mycostream:{lab:a}:history cannot be added to: ")
                    .hasMessageContaining("WRONGTYPE")
                    .hasMessageNotContaining(SAME);
        }
        assertThatThrownBy(() -> redis.read(0))
                .cause()
                .isInstanceOf(HistoryException.class)
                .hasMessageStartingWith("mycostream:{lab:a}:history cannot be read: ")
                .hasMessageContaining("WRONGTYPE");

        redis.ask(Command.DEL, historyKey());
        assertThat(redis.enter(arrival("a:1", SAME, 1))).isTrue();
        assertThat(redis.enter(arrival("b:1", SAME, 1))).isFalse();
        assertThat(redis.enter(arrival("a:1", SAME, 1))).isTrue();
        assertThat(redis.enter(arrival("b:1", SAME, 1))).isFalse();
    }

    @Test
    void tellsWhatRedisRefuses() throws Exception {
        redis.publish(1);
        redis.ask(Command.ACL, "SETUSER", "nobody", "on", ">sesame", "~other:*", "&*", "+@all");
        RedisConnection nobody = redis.connect("redis://nobody:sesame@127.0.0.1:" + redis.server.port());

        assertThatThrownBy(() -> done(redis.history.enter(nobody, CHANNEL, arrival("a:1", SAME, 1), KEEP)))
                .cause()
                .isInstanceOf(HistoryException.class)
                .hasMessageStartingWith("mycostream:{lab:a}:history cannot be added to: ")
                .hasMessageContaining("NOPERM")
                .hasMessageNotContaining("sesame");
        assertThatThrownBy(() -> done(redis.history.read(nobody, CHANNEL, 0, 10, 1000)))
                .cause()
                .isInstanceOf(HistoryException.class)
                .hasMessageContaining("NOPERM");

        redis.ask(Command.CONFIG, "SET", "maxmemory", "1");
        assertThatThrownBy(() -> redis.enter(arrival("a:1", SAME, 1)))
                .cause()
                .isInstanceOf(HistoryException.class)
                .hasMessageContaining("OOM");
        assertThat(messages(redis.read(0))).containsExactly("{\"n\":1}");
        redis.ask(Command.CONFIG, "SET", "maxmemory", "0");
        assertThat(redis.enter(arrival("a:1", SAME, 1))).isTrue();
        assertThat(redis.enter(arrival("b:1", SAME, 1))).isFalse();
    }

    @Test
    void needsNoMoreRightsThanThese() throws Exception {
        redis.publish(1);
        List<String> rights = new ArrayList<>(
                List.of("SETUSER", "gateway", "on", ">sesame", "~mycostream:*", "-@all", "+@connection"));
        rights.addAll(
                List.of("+eval", "+evalsha", "+script|load", "+time", "+hmget", "+hget", "+hset", "+hgetall", "+hdel"));
        rights.addAll(List.of("+xrange", "+xrevrange", "+xadd", "+del", "+pttl", "+pexpire"));
        redis.ask(Command.ACL, rights.toArray(String[]::new));
        RedisConnection gateway = redis.connect("redis://gateway:sesame@127.0.0.1:" + redis.server.port());

        for (int n = 0; n < 100; n++) {
            assertThat(done(redis.history.enter(gateway, CHANNEL, arrival("a:1", SAME, 1), KEEP)))
                    .isTrue();
        }
        assertThat(done(redis.history.enter(gateway, CHANNEL, arrival("b:1", SAME, 1), KEEP)))
                .isFalse();
        redis.ask(Command.DEL, metaKey());
        assertThat(done(redis.history.enter(gateway, CHANNEL, arrival("a:1", "other", 1), KEEP)))
                .isTrue();
        assertThat(messages(done(redis.history.read(gateway, CHANNEL, 0, 10, 1000))))
                .containsExactly("other");
    }

    @Test
    void failsWhenTheConnectionEnds() throws Exception {
        redis.enter(arrival("a:1", SAME, 0));
        redis.server.pause();
        Future<Boolean> underWay = redis.history.enter(redis.connection, CHANNEL, arrival("a:1", SAME, 0), KEEP);
        Future<Stored> reading = redis.history.read(redis.connection, CHANNEL, 0, 10, 1000);

        redis.server.kill();

        assertThatThrownBy(() -> done(underWay)).cause().isInstanceOf(HistoryException.class);
        assertThatThrownBy(() -> done(reading)).cause().isInstanceOf(HistoryException.class);
        assertThatThrownBy(() -> redis.enter(arrival("a:1", SAME, 0)))
                .cause()
                .isInstanceOf(HistoryException.class)
                .hasMessageStartingWith("mycostream:{lab:a}:history cannot be added to: ");
    }
}
