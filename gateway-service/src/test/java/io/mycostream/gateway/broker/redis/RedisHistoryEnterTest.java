package io.mycostream.gateway.broker.redis;

import static io.mycostream.gateway.broker.redis.HistoryAtRedis.CHANNEL;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.KEEP;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.arrival;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.done;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.historyKey;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.messages;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.metaKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mycostream.gateway.broker.redis.RedisHistory.Entry;
import io.mycostream.gateway.broker.redis.RedisHistory.Keep;
import io.mycostream.gateway.broker.redis.RedisHistory.Stored;
import io.mycostream.publisher.redis.RedisPublisher;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How plain publications get into a channel's history, on the installed Redis and on a 6.2. */
@ParameterizedClass
@EnumSource(RedisVersion.class)
@Timeout(60)
class RedisHistoryEnterTest {

    private static final String SAME = "{\"on\":true}";

    private final HistoryAtRedis redis;

    RedisHistoryEnterTest(RedisVersion version) throws Exception {
        redis = new HistoryAtRedis(version);
    }

    @AfterEach
    void close() throws Exception {
        redis.close();
    }

    private long now() throws Exception {
        return done(RedisClock.read(redis.connection)).micros();
    }

    @Test
    void entersWhatSeveralHeardOnce() throws Exception {
        assertThat(redis.enter(arrival("a:1", SAME, 0))).isTrue();
        assertThat(redis.enter(arrival("b:1", SAME, 0))).isFalse();
        assertThat(redis.enter(arrival("c:1", SAME, 0))).isFalse();

        assertThat(messages(redis.read(0))).containsExactly(SAME);
    }

    @Test
    void entersTheSameTextAgainWhenItIsPublishedAgain() throws Exception {
        assertThat(redis.enter(arrival("a:1", SAME, 0))).isTrue();
        assertThat(redis.enter(arrival("b:1", SAME, 0))).isFalse();
        assertThat(redis.enter(arrival("b:1", SAME, 0))).isTrue();
        assertThat(redis.enter(arrival("b:1", SAME, 0))).isTrue();
        assertThat(redis.enter(arrival("a:1", SAME, 0))).isFalse();
        assertThat(redis.enter(arrival("a:1", SAME, 0))).isFalse();

        assertThat(messages(redis.read(0))).containsExactly(SAME, SAME, SAME);
    }

    @Test
    void letsEachListenerLagAsFarAsItMay() throws Exception {
        for (int n = 0; n < 250; n++) {
            assertThat(redis.enter(arrival("a:1", SAME, 0))).isTrue();
        }
        for (int n = 0; n < 250; n++) {
            assertThat(redis.enter(arrival("b:1", SAME, 0))).isFalse();
        }

        assertThat(redis.enter(arrival("b:1", SAME, 0))).isTrue();
        assertThat(redis.enter(arrival("a:1", SAME, 0))).isFalse();
    }

    /** Each hears everything in order, and everybody is as far as chance has it. */
    @Test
    void entersEveryPublicationOnceAndInOrderHoweverTheReportsMeet() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int listeners = 4;
        List<String> published = IntStream.range(0, 200)
                .mapToObj(n -> random.nextInt(3) == 0 ? "unique " + n : "same " + random.nextInt(3))
                .toList();
        long since = now();

        int[] heard = new int[listeners];
        List<Future<Boolean>> entered = new ArrayList<>();
        while (entered.size() < listeners * published.size()) {
            int listener = random.nextInt(listeners);
            int many = Math.min(random.nextInt(40), published.size() - heard[listener]);
            for (int n = 0; n < many; n++) {
                String message = published.get(heard[listener]++);
                entered.add(redis.history.enter(
                        redis.connection, CHANNEL, arrival("node:" + listener, message, 0, since), KEEP));
            }
        }
        int trues = 0;
        for (Future<Boolean> one : entered) {
            trues += done(one) ? 1 : 0;
        }

        Stored stored = redis.read(0);
        assertThat(messages(stored)).as("seed " + seed).isEqualTo(published);
        assertThat(stored.whole()).isTrue();
        assertThat(trues).isEqualTo(published.size());
    }

    @Test
    void marksWhatCameWhenNobodyHadListenedForAWhile() throws Exception {
        long first = now();
        redis.enter(arrival("a:1", "one", 0, first));
        redis.enter(arrival("b:1", "two", 0, first));
        long later = now();
        redis.enter(arrival("c:1", "three", 0, later));
        redis.enter(arrival("c:1", "four", 0, later));
        redis.enter(arrival("a:1", "five", 0, first));

        assertThat(redis.read(0).entries())
                .extracting(Entry::behindSilence)
                .as("before the first one and the third, whose listener came later than the second")
                .containsExactly(true, false, true, false, false);
    }

    /** As a server does that reads its data: it takes a script only when it has done so, and calls are under way by then. */
    @Test
    void keepsTheOrderWhenTheServerTakesTheScriptLater() throws Exception {
        redis.ask(Command.ACL, "SETUSER", "default", "-script");
        RedisConnection reporting = redis.connect("redis://127.0.0.1:" + redis.server.port());
        List<Future<Boolean>> entered = new ArrayList<>();
        List<String> published =
                IntStream.range(0, 900).mapToObj(n -> "text " + n).toList();

        for (String message : published) {
            if (entered.size() == 300) {
                redis.connection.send(
                        Request.cmd(Command.ACL).arg("SETUSER").arg("default").arg("+script"));
            }
            entered.add(redis.history.enter(reporting, CHANNEL, arrival("a:1", message, 0), KEEP));
            if (entered.size() % 60 == 0) {
                done(entered.get(entered.size() - 30));
            }
        }

        for (Future<Boolean> one : entered) {
            assertThat(done(one)).isTrue();
        }
        assertThat(messages(redis.read(0))).isEqualTo(published);
    }

    /** The real thing: four subscriptions with a connection each for what they report. */
    @Test
    void entersWhatFourNodesHearAtTheSameTime() throws Exception {
        String uri = "redis://127.0.0.1:" + redis.server.port();
        Queue<Future<Boolean>> entered = new ConcurrentLinkedQueue<>();
        for (int node = 0; node < 4; node++) {
            String listener = "node-" + node + ":1";
            RedisConnection reporting = redis.connect(uri);
            RedisConnection subscription = redis.connect(uri);
            long since = now();
            Promise<Void> subscribed = Promise.promise();
            subscription.handler(reply -> {
                if (reply.get(0).toString().equals("message")) {
                    String message = reply.get(2).toString();
                    entered.add(redis.history.enter(reporting, CHANNEL, arrival(listener, message, 0, since), KEEP));
                } else {
                    subscribed.complete();
                }
            });
            subscription.send(Request.cmd(Command.SUBSCRIBE).arg(CHANNEL));
            // the client calls it done when it is written, the server when it answers
            done(subscribed.future());
        }
        List<String> published =
                IntStream.range(0, 500).mapToObj(n -> "text " + n % 7 % 4).toList();

        for (String message : published) {
            redis.connection.send(Request.cmd(Command.PUBLISH).arg(CHANNEL).arg(message));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> entered.size() == 4 * published.size());
        for (Future<Boolean> one : entered) {
            done(one);
        }

        assertThat(messages(redis.read(0))).isEqualTo(published);
        assertThat(redis.read(0).whole()).isTrue();
    }

    @Test
    void entersEveryPublicationOnceThoughListenersComeAndGo() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, Long> listening = new HashMap<>(Map.of("node:0", now()));
        List<String> published = new ArrayList<>();

        for (int n = 0; n < 200; n++) {
            String message = "same " + random.nextInt(2);
            published.add(message);
            List<String> order = new ArrayList<>(listening.keySet());
            Collections.shuffle(order, random);
            for (String listener : order) {
                redis.enter(arrival(listener, message, 0, listening.getOrDefault(listener, 0L)));
            }
            if (random.nextInt(5) == 0) {
                listening.put("node:" + (n + 1), now());
            }
            if (listening.size() > 1 && random.nextInt(5) == 0) {
                listening.remove(order.getFirst());
            }
        }

        assertThat(messages(redis.read(0))).as("seed " + seed).isEqualTo(published);
    }

    @Test
    void takesAListenersFirstForTheFirstOneWhileItListened() throws Exception {
        for (int n = 0; n < 3; n++) {
            assertThat(redis.enter(arrival("a:1", SAME, 0))).isTrue();
        }
        long since = now();

        assertThat(redis.enter(arrival("late:1", SAME, 0, since)))
                .as("heard first")
                .isTrue();
        assertThat(redis.enter(arrival("a:1", SAME, 0))).isFalse();
        assertThat(redis.enter(arrival("a:1", SAME, 0))).isTrue();
        assertThat(redis.enter(arrival("late:1", SAME, 0, since))).isFalse();
        assertThat(redis.enter(arrival("late:1", SAME, 0, since)))
                .as("alone now")
                .isTrue();

        assertThat(messages(redis.read(0))).hasSize(6);
    }

    @Test
    void takesTheFirstOfWhoDoesNotKnowForTheFirstOfTheLastSeconds() throws Exception {
        redis.enter(arrival("a:1", SAME, 0));
        redis.enter(arrival("a:1", SAME, 0));
        assertThat(redis.enter(arrival("b:1", SAME, 0))).isFalse();
        assertThat(redis.enter(arrival("b:1", SAME, 0))).isFalse();

        String longAgo = Long.toString(now() - 2_100_000);
        redis.ask(Command.HSET, seenKey(), "1", longAgo, "2", longAgo);

        assertThat(redis.enter(arrival("c:1", SAME, 0))).isTrue();
        assertThat(redis.enter(arrival("d:1", SAME, 0))).isFalse();
    }

    @Test
    void takesNothingTwiceFromAListenerThatWasHeldUp() throws Exception {
        long since = now() - 30_000_000;
        redis.enter(arrival("a:1", SAME, 0, since));
        redis.enter(arrival("a:1", SAME, 0, since));
        String longAgo = Long.toString(now() - 20_000_000);
        redis.ask(Command.HSET, seenKey(), "1", longAgo, "2", longAgo);

        assertThat(redis.enter(arrival("b:1", SAME, 0, since))).isFalse();
        assertThat(redis.enter(arrival("b:1", SAME, 0, since))).isFalse();
        assertThat(redis.enter(arrival("b:1", SAME, 0, since))).isTrue();
    }

    /** Of the only text that was entered. */
    private String seenKey() throws Exception {
        return redis.text(Command.KEYS, "mycostream:{lab:a}:seen:*").replaceAll("[\\[\\]]", "");
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
        assertThat(timeToLive(seenKey())).isBetween(50L, 60L);

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
    void keepsLittleOfATextThatIsPublishedForEver() throws Exception {
        redis.enter(arrival("gone:1", SAME, 0));
        List<Future<Boolean>> entered = new ArrayList<>();
        for (int n = 0; n < 1000; n++) {
            entered.add(redis.history.enter(redis.connection, CHANNEL, arrival("a:1", SAME, 0), KEEP));
        }
        for (Future<Boolean> one : entered) {
            done(one);
        }

        String seen = seenKey();
        assertThat(Integer.parseInt(redis.text(Command.HLEN, seen))).isLessThan(210);
        assertThat(redis.text(Command.HEXISTS, seen, "l:gone:1")).isIn("0", "false");
        assertThat(redis.enter(arrival("b:1", SAME, 0, now() - 60_000_000))).isFalse();
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
