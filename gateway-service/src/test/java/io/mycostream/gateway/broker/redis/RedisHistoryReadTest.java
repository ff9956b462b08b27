package io.mycostream.gateway.broker.redis;

import static io.mycostream.gateway.broker.redis.HistoryAtRedis.CHANNEL;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.arrival;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.done;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.historyKey;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.messages;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.metaKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.mycostream.gateway.broker.redis.RedisHistory.Arrival;
import io.mycostream.gateway.broker.redis.RedisHistory.Entry;
import io.mycostream.gateway.broker.redis.RedisHistory.Keep;
import io.mycostream.gateway.broker.redis.RedisHistory.Stored;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read of a channel's history, on the installed Redis and on a 6.2. */
@ParameterizedClass
@EnumSource(RedisVersion.class)
@Timeout(60)
class RedisHistoryReadTest {

    /** Each asks for one part. */
    private static final Set<Command> CALLS = Set.of(Command.EVAL, Command.EVALSHA);

    private final HistoryAtRedis redis;

    RedisHistoryReadTest(RedisVersion version) throws Exception {
        redis = new HistoryAtRedis(version);
    }

    @AfterEach
    void close() throws Exception {
        redis.close();
    }

    private void enter(String message, long after) throws Exception {
        assertThat(redis.enter(arrival("node:1", message, after))).isTrue();
    }

    @Test
    void givesBackWhatTheSdkPublishedAndWhatOthersDid() throws Exception {
        redis.publish(1);
        redis.enter(new Arrival("node:1", "plain-1", "{\"n\":2}".getBytes(UTF_8), "2026-02-12T10:30:00Z", 1, "unused"));

        Stored stored = redis.read(0);

        assertThat(stored.epoch()).isEqualTo(redis.text(Command.HGET, metaKey(), "epoch"));
        assertThat(stored.top()).isEqualTo(1);
        assertThat(stored.entries())
                .extracting(Entry::offset, Entry::id, Entry::timestamp, Entry::after)
                .containsExactly(tuple(1L, null, null, 1L), tuple(0L, "plain-1", "2026-02-12T10:30:00Z", 1L));
        assertThat(new String(stored.entries().getFirst().message(), UTF_8))
                .startsWith("{\"channel\":\"lab:a\",\"data\":{\"n\":1},")
                .endsWith(",\"epoch\":\"" + stored.epoch() + "\",\"offset\":1}");
        assertThat(messages(stored)).containsExactly("{\"n\":1}", "{\"n\":2}");
    }

    @Test
    void keepsTheOrderOfDeliveryWhenPlainOnesAreEnteredLate() throws Exception {
        redis.publish(1);
        redis.publish(2);
        redis.publish(3);
        enter("after 1", 1);
        enter("after 3", 3);
        enter("also after 1", 1);
        redis.publish(4);
        enter("after 2", 2);

        assertThat(messages(redis.read(0)))
                .containsExactly(
                        "{\"n\":1}",
                        "after 1",
                        "also after 1",
                        "{\"n\":2}",
                        "after 2",
                        "{\"n\":3}",
                        "after 3",
                        "{\"n\":4}");
        assertThat(messages(redis.read(2))).containsExactly("after 2", "{\"n\":3}", "after 3", "{\"n\":4}");
        assertThat(messages(redis.read(3))).containsExactly("after 3", "{\"n\":4}");
        assertThat(messages(redis.read(4))).isEmpty();
        assertThat(List.of(redis.read(0), redis.read(2), redis.read(3), redis.read(4)))
                .allMatch(Stored::whole);
    }

    @Test
    void givesTheNewestWhenThereAreMoreThanAreWanted() throws Exception {
        for (int n = 1; n <= 450; n++) {
            redis.publish(n);
        }

        Stored some = redis.read(0, 301, 1 << 20);
        Stored exactly = redis.read(149, 301, 1 << 20);

        assertThat(messages(some)).isEqualTo(numbers(150, 450));
        assertThat(some.whole()).isFalse();
        assertThat(messages(exactly)).isEqualTo(numbers(150, 450));
        assertThat(exactly.whole()).isTrue();
    }

    @Test
    void givesTheNewestThatFitIntoTheBytesWanted() throws Exception {
        enter("x".repeat(1000), 0);
        enter("y".repeat(100), 0);
        enter("z".repeat(100), 0);

        Stored two = redis.read(0, 10, 1199);
        Stored all = redis.read(0, 10, 1200);
        Stored none = redis.read(0, 10, 99);

        assertThat(messages(two)).containsExactly("y".repeat(100), "z".repeat(100));
        assertThat(two.whole()).isFalse();
        assertThat(all.entries()).hasSize(3);
        assertThat(all.whole()).isTrue();
        assertThat(none.entries()).isEmpty();
        assertThat(none.whole()).isFalse();
    }

    @Test
    void readsManyMebibytesInParts() throws Exception {
        String mebibyte = "x".repeat(1 << 20);
        for (int n = 0; n < 25; n++) {
            enter(n + mebibyte, 0);
        }

        Stored stored = redis.read(0);

        assertThat(stored.entries()).hasSize(25);
        assertThat(stored.whole()).isTrue();
    }

    @Test
    void saysWhetherAnythingWasTrimmedBehindTheOffset() throws Exception {
        for (int n = 1; n <= 10; n++) {
            redis.publish(n);
        }
        redis.ask(Command.XTRIM, historyKey(), "MAXLEN", "4");

        assertThat(redis.read(5).whole()).isFalse();
        assertThat(messages(redis.read(5))).isEqualTo(numbers(7, 10));
        assertThat(redis.read(6).whole()).isTrue();
        assertThat(redis.read(7).whole()).isTrue();
        assertThat(redis.read(10).whole()).isTrue();
        assertThat(redis.read(11).whole()).isFalse();
    }

    @Test
    void saysWhetherAPlainOneWasTrimmedBehindTheOffset() throws Exception {
        redis.publish(1);
        enter("trimmed", 1);
        redis.publish(2);
        enter("kept", 2);
        redis.publish(3);
        assertThat(redis.read(1).whole()).isTrue();

        redis.ask(Command.XTRIM, historyKey(), "MAXLEN", "3");

        assertThat(messages(redis.read(1))).containsExactly("{\"n\":2}", "kept", "{\"n\":3}");
        assertThat(redis.read(1).whole()).isFalse();
        assertThat(redis.read(2).whole()).isTrue();
        redis.ask(Command.DEL, historyKey());
        assertThat(redis.read(3).whole()).isTrue();
        assertThat(redis.read(2).whole()).isFalse();
        enter("trimmed too", 3);
        redis.ask(Command.DEL, historyKey());
        assertThat(redis.read(3).whole()).isFalse();
    }

    @Test
    void saysThatTheSdksPublicationsHaveAHole() throws Exception {
        redis.publish(1);
        redis.publish(2);
        redis.publish(3);
        redis.ask(Command.XDEL, historyKey(), "2-0");

        assertThat(messages(redis.read(1))).containsExactly("{\"n\":3}");
        assertThat(redis.read(1).whole()).isFalse();
        assertThat(redis.read(2).whole()).isTrue();
    }

    @Test
    void saysThatALatestPublicationIsGone() throws Exception {
        redis.publish(1);
        redis.publish(2);
        redis.ask(Command.XDEL, historyKey(), "2-0");

        assertThat(messages(redis.read(0))).containsExactly("{\"n\":1}");
        assertThat(redis.read(0).whole()).isFalse();
        assertThat(redis.read(1).whole()).isFalse();
    }

    @Test
    void passesOverWhatItCannotReadAndSaysSo() throws Exception {
        redis.publish(1);
        redis.ask(Command.XADD, historyKey(), "1-1", "e", "no id", "a", "1");
        redis.ask(Command.XADD, historyKey(), "1-2", "foreign", "field");
        redis.ask(Command.XADD, historyKey(), "1-3", "e", "no place", "i", "x", "a", "here");
        redis.ask(Command.XADD, historyKey(), "1-4", "e", "from the future", "i", "x", "a", "2");
        redis.publish(2);

        Stored stored = redis.read(0);

        assertThat(messages(stored)).containsExactly("{\"n\":1}", "{\"n\":2}");
        assertThat(stored.whole()).isFalse();
        assertThat(redis.read(2).whole()).isTrue();
    }

    @Test
    void endsInAStreamOfWhichItCanReadNothing() throws Exception {
        redis.publish(1);
        for (int n = 1; n <= 1000; n++) {
            redis.connection.send(Request.cmd(Command.XADD)
                    .arg(historyKey())
                    .arg("1-" + n)
                    .arg("foreign")
                    .arg("field"));
        }

        Stored stored = redis.read(0, 100, 1 << 20);

        assertThat(stored.entries()).isEmpty();
        assertThat(stored.whole()).isFalse();
    }

    @Test
    void findsNothingMissingWhereNothingWasEverPublished() throws Exception {
        assertThat(redis.read(0)).isEqualTo(new Stored(null, 0, List.of(), true, false));
        assertThat(redis.read(1)).isEqualTo(new Stored(null, 0, List.of(), false, false));
    }

    @Test
    void takesNoHistoryForGoodWhoseCountIsLost() throws Exception {
        redis.publish(1);
        redis.ask(Command.HDEL, metaKey(), "offset");

        assertThat(redis.read(0)).isEqualTo(new Stored(null, 0, List.of(), false, false));
    }

    @Test
    void saysThatAllIsGoneButTheCount() throws Exception {
        redis.publish(1);
        String epoch = redis.text(Command.HGET, metaKey(), "epoch");
        redis.ask(Command.DEL, historyKey());

        assertThat(redis.read(0)).isEqualTo(new Stored(epoch, 1, List.of(), false, false));
        assertThat(redis.read(1)).isEqualTo(new Stored(epoch, 1, List.of(), true, false));
    }

    @Test
    void beginsAnewWhenTheEpochChangesBetweenTwoParts() throws Exception {
        publishMany(300);
        RedisConnection disturbed = beforeParts(2, () -> {
            redis.delete(metaKey());
            publishMany(450);
        });

        Stored stored = done(redis.history.read(disturbed, CHANNEL, 0, 1000, 1 << 20));

        assertThat(stored.epoch()).isEqualTo(redis.text(Command.HGET, metaKey(), "epoch"));
        assertThat(stored.top()).isEqualTo(450);
        assertThat(stored.whole()).isTrue();
        assertThat(stored.entries())
                .hasSize(450)
                .allSatisfy(entry -> assertThat(new String(entry.message(), UTF_8))
                        .contains("\"epoch\":\"" + stored.epoch() + "\""));
    }

    @Test
    void findsThatNothingIsLeftWhenTheCountIsLostBetweenTwoParts() throws Exception {
        publishMany(300);
        RedisConnection disturbed = beforeParts(2, () -> redis.delete(metaKey()));

        assertThat(done(redis.history.read(disturbed, CHANNEL, 0, 1000, 1 << 20)))
                .isEqualTo(new Stored(null, 0, List.of(), false, false));
    }

    @Test
    void givesUpWhenTheEpochNeverStays() throws Exception {
        publishMany(300);
        RedisConnection disturbed = beforeParts(1, () -> {
            redis.delete(metaKey());
            publishMany(300);
        });

        assertThatThrownBy(() -> done(redis.history.read(disturbed, CHANNEL, 0, 1000, 1 << 20)))
                .cause()
                .isInstanceOf(HistoryException.class)
                .hasMessage("mycostream:{lab:a}:history cannot be read: its epoch changed 3 times meanwhile");
    }

    @Test
    void takesWhatIsTrimmedBetweenTwoPartsForMissing() throws Exception {
        publishMany(300);
        RedisConnection disturbed =
                beforeParts(2, () -> new RedisCli(redis.server.port()).ask("XTRIM", historyKey(), "MAXLEN", "150"));

        Stored stored = done(redis.history.read(disturbed, CHANNEL, 0, 1000, 1 << 20));

        assertThat(messages(stored)).isEqualTo(numbers(101, 300));
        assertThat(stored.whole()).isFalse();
    }

    private void publishMany(int count) {
        IntStream.rangeClosed(1, count)
                .mapToObj(n -> redis.publisher.publishAsync(CHANNEL, Map.of("n", n)))
                .toList()
                .forEach(published -> published.toCompletableFuture().join());
    }

    /** The connection, but before a part is asked for something happens: before the nth one, or before each if n is 1. */
    private RedisConnection beforeParts(int part, Runnable happening) {
        AtomicInteger parts = new AtomicInteger();
        return (RedisConnection) Proxy.newProxyInstance(
                RedisConnection.class.getClassLoader(),
                new Class<?>[] {RedisConnection.class},
                (_, method, arguments) -> {
                    if (arguments != null
                            && arguments[0] instanceof Request request
                            && CALLS.contains(request.command())
                            && (parts.incrementAndGet() == part || part == 1)) {
                        happening.run();
                    }
                    return method.invoke(redis.connection, arguments);
                });
    }

    @Test
    void readsWhatIsKeptOfALongChannel() throws Exception {
        Keep three = new Keep(3, Duration.ofMinutes(10));
        for (int n = 1; n <= 5; n++) {
            assertThat(redis.enter(arrival("node:1", "plain " + n, 0), three)).isTrue();
        }

        Stored stored = redis.read(0);

        assertThat(messages(stored)).containsExactly("plain 3", "plain 4", "plain 5");
        assertThat(stored.whole()).isFalse();
        assertThat(stored.top()).isZero();
    }

    private static List<String> numbers(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(n -> "{\"n\":" + n + "}")
                .toList();
    }
}
