package io.mycostream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class RedisClusterTest {

    static Stream<Arguments> clusters() {
        return Stream.of(
                Arguments.argumentSet("from the PATH, or bundled", (Supplier<RedisCluster>) RedisCluster::start),
                Arguments.argumentSet("bundled", (Supplier<RedisCluster>) RedisCluster::startBundled));
    }

    @ParameterizedTest
    @MethodSource("clusters")
    void replacesAPrimaryThatIsKilled(Supplier<RedisCluster> start) {
        try (RedisCluster cluster = start.get()) {
            RedisServer primary = cluster.primaryOf("fruit");
            primary.ask("SET", "fruit", "apple");
            cluster.awaitReplication();

            primary.kill();
            cluster.awaitPrimaryOf("fruit");

            assertThat(cluster.primaryOf("fruit")).isNotSameAs(primary);
            assertThat(cluster.primaryOf("fruit").ask("GET", "fruit")).contains("apple");
        }
    }

    @ParameterizedTest
    @MethodSource("clusters")
    void servesAKeyByOneNodeOnly(Supplier<RedisCluster> start) {
        try (RedisCluster cluster = start.get()) {
            RedisServer other = cluster.nodes().stream()
                    .filter(node -> node != cluster.primaryOf("fruit"))
                    .findFirst()
                    .orElseThrow();

            assertThatThrownBy(() -> other.ask("SET", "fruit", "apple")).hasMessageContaining("MOVED");
            assertThat(cluster.nodes()).hasSize(6);
            assertThat(cluster.hosts()).contains(other.uri()).matches("(redis://127.0.0.1:\\d+,?){6}");
        }
    }
}
