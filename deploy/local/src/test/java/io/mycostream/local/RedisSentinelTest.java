package io.mycostream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class RedisSentinelTest {

    static Stream<Arguments> groups() {
        return Stream.of(
                Arguments.argumentSet("from the PATH, or bundled", (Supplier<RedisSentinel>) RedisSentinel::start),
                Arguments.argumentSet("bundled", (Supplier<RedisSentinel>) RedisSentinel::startBundled));
    }

    @ParameterizedTest
    @MethodSource("groups")
    void replacesAPrimaryThatIsKilled(Supplier<RedisSentinel> start) {
        try (RedisSentinel group = start.get()) {
            group.primary().ask("SET", "fruit", "apple");
            group.awaitReplication();

            RedisServer gone = group.killPrimary();
            group.awaitOther(gone);

            assertThat(group.primary()).isNotSameAs(gone);
            assertThat(group.primary().ask("GET", "fruit")).contains("apple");
        }
    }

    @Test
    void takesAKilledPrimaryBackAsReplica() {
        try (RedisSentinel group = RedisSentinel.start()) {
            RedisServer gone = group.killPrimary();
            group.awaitOther(gone);

            gone.restart();

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> gone.ask("INFO", "replication").contains("role:slave"));
        }
    }

    @ParameterizedTest
    @MethodSource("groups")
    void changesPrimariesOnRequest(Supplier<RedisSentinel> start) {
        try (RedisSentinel group = start.get()) {
            RedisServer before = group.primary();

            group.failover();

            assertThat(group.primary()).isNotSameAs(before);
            assertThat(group.servers()).hasSize(2).contains(before, group.primary());
            assertThat(group.hosts())
                    .isEqualTo(String.join(
                            ",",
                            group.sentinels().stream().map(RedisServer::uri).toList()));
        }
    }
}
