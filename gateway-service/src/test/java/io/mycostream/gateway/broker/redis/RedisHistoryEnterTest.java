package io.mycostream.gateway.broker.redis;

import static io.mycostream.gateway.broker.redis.HistoryAtRedis.CHANNEL;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.KEEP;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.SAME;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.arrival;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.done;
import static io.mycostream.gateway.broker.redis.HistoryAtRedis.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.gateway.broker.redis.RedisHistory.Entry;
import io.mycostream.gateway.broker.redis.RedisHistory.Stored;
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

/** How each plain publication gets into a channel's history once, however many have heard it, on the installed Redis and on a 6.2. */
@ParameterizedClass
@EnumSource(RedisVersion.class)
@Timeout(60)
class RedisHistoryEnterTest {

    private final HistoryAtRedis redis;

    RedisHistoryEnterTest(RedisVersion version) throws Exception {
        redis = new HistoryAtRedis(version);
    }

    @AfterEach
    void close() throws Exception {
        redis.close();
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
        long since = redis.now();

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
        long first = redis.now();
        redis.enter(arrival("a:1", "one", 0, first));
        redis.enter(arrival("b:1", "two", 0, first));
        long later = redis.now();
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
            long since = redis.now();
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
        Map<String, Long> listening = new HashMap<>(Map.of("node:0", redis.now()));
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
                listening.put("node:" + (n + 1), redis.now());
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
        long since = redis.now();

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

        String longAgo = Long.toString(redis.now() - 2_100_000);
        redis.ask(Command.HSET, redis.seenKey(), "1", longAgo, "2", longAgo);

        assertThat(redis.enter(arrival("c:1", SAME, 0))).isTrue();
        assertThat(redis.enter(arrival("d:1", SAME, 0))).isFalse();
    }

    @Test
    void takesNothingTwiceFromAListenerThatWasHeldUp() throws Exception {
        long since = redis.now() - 30_000_000;
        redis.enter(arrival("a:1", SAME, 0, since));
        redis.enter(arrival("a:1", SAME, 0, since));
        String longAgo = Long.toString(redis.now() - 20_000_000);
        redis.ask(Command.HSET, redis.seenKey(), "1", longAgo, "2", longAgo);

        assertThat(redis.enter(arrival("b:1", SAME, 0, since))).isFalse();
        assertThat(redis.enter(arrival("b:1", SAME, 0, since))).isFalse();
        assertThat(redis.enter(arrival("b:1", SAME, 0, since))).isTrue();
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

        String seen = redis.seenKey();
        assertThat(Integer.parseInt(redis.text(Command.HLEN, seen))).isLessThan(210);
        assertThat(redis.text(Command.HEXISTS, seen, "l:gone:1")).isIn("0", "false");
        assertThat(redis.enter(arrival("b:1", SAME, 0, redis.now() - 60_000_000)))
                .isFalse();
    }
}
