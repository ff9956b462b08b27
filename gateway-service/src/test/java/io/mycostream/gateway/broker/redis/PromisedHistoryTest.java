package io.mycostream.gateway.broker.redis;

import static io.mycostream.gateway.broker.redis.Scene.NEWS;
import static io.mycostream.gateway.broker.redis.Scene.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Resume;
import io.mycostream.gateway.stream.Retention;
import io.mycostream.publisher.redis.RedisPublisher;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How long a history lives in Redis, when gateways promise more than publishers know of. */
@Timeout(60)
class PromisedHistoryTest {

    private static final Duration DAY = Duration.ofHours(24);
    private static final long DAY_MILLIS = DAY.toMillis();

    private Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    private RedisPublisher on(RedisVersion version, int size, Duration timeToLive) {
        scene.close();
        scene = new Scene(version.start());
        return RedisPublisher.builder()
                .uri(scene.redis.uri())
                .historySize(size)
                .historyTimeToLive(timeToLive)
                .build();
    }

    private Node.Casting casting(int size) {
        return scene.aNode().keeping("scene:*", new Retention(size, 8 << 20, DAY, true));
    }

    private Node promising(int size) {
        return scene.add(casting(size).start());
    }

    private long millisLeft(String key) {
        String answer = scene.cli.ask("PTTL", key);
        return Long.parseLong(answer.substring(1, answer.indexOf('\r')));
    }

    private static List<String> everything(Node node) throws Exception {
        return node.listening(NEWS).resume(NEWS, new Resume.Everything()).publications().stream()
                .map(Publication::payload)
                .toList();
    }

    /** VER-18, VER-21: whoever publishes and however little that keeps by itself, also after all gateways have restarted. */
    @ParameterizedTest
    @EnumSource(RedisVersion.class)
    void publishersKeepWhatGatewaysPromise(RedisVersion version) throws Exception {
        try (RedisPublisher brief = on(version, 2, Duration.ofSeconds(1))) {
            try (Node first = casting(100).start()) {
                first.awaitProven(true);
                brief.publish(NEWS.name(), Map.of("n", 1));
                soon().until(() -> millisLeft(Scene.historyKey()) > DAY_MILLIS / 2);
                for (int n = 2; n <= 5; n++) {
                    brief.publish(NEWS.name(), Map.of("n", n));
                }
            }
            brief.publish(NEWS.name(), Map.of("n", 6));

            assertThat(millisLeft(Scene.historyKey())).isBetween(DAY_MILLIS - 60_000, DAY_MILLIS);
            assertThat(millisLeft(Scene.metaKey())).isGreaterThan(DAY_MILLIS);
            assertThat(everything(promising(100))).containsExactly(Scene.numbers(1, 6));
        }
    }

    /** A promise is the least: who publishes with a longer memory keeps it. */
    @ParameterizedTest
    @EnumSource(RedisVersion.class)
    void publishersMayKeepMore(RedisVersion version) {
        try (RedisPublisher lasting = on(version, 10, Duration.ofDays(3))) {
            promising(2);
            lasting.publish(NEWS.name(), Map.of("n", 1));
            soon().until(() -> scene.cli.ask("HGET", Scene.metaKey(), "size").contains("2"));
            for (int n = 2; n <= 5; n++) {
                lasting.publish(NEWS.name(), Map.of("n", n));
            }

            assertThat(millisLeft(Scene.historyKey())).isGreaterThan(2 * DAY_MILLIS);
            assertThat(scene.length()).isEqualTo(5);
        }
    }

    /** The promise is made again in each life of a history. */
    @ParameterizedTest
    @EnumSource(RedisVersion.class)
    void promisesAgainWhenRedisHasLostItsMemory(RedisVersion version) {
        try (RedisPublisher brief = on(version, 10, Duration.ofSeconds(30))) {
            promising(100);
            brief.publish(NEWS.name(), Map.of("n", 1));
            soon().until(() -> millisLeft(Scene.historyKey()) > DAY_MILLIS / 2);
            scene.cli.ask("FLUSHALL");

            brief.publish(NEWS.name(), Map.of("n", 2));

            soon().until(() -> millisLeft(Scene.historyKey()) > DAY_MILLIS / 2);
        }
    }

    /** Nobody promised anything: publishers keep what they keep. */
    @ParameterizedTest
    @EnumSource(RedisVersion.class)
    void channelsThatAreNotKeptAlwaysLiveAsTheirPublishersSay(RedisVersion version) throws Exception {
        try (RedisPublisher brief = on(version, 3, Duration.ofSeconds(30))) {
            Node node = scene.add(scene.aNode().keeping("scene:*", 100).start());
            node.listening(NEWS);
            for (int n = 1; n <= 5; n++) {
                brief.publish(NEWS.name(), Map.of("n", n));
            }
            Scene.awaitHeard(node, 5);

            assertThat(millisLeft(Scene.historyKey())).isLessThanOrEqualTo(30_000);
            assertThat(scene.length()).isEqualTo(3);
        }
    }
}
