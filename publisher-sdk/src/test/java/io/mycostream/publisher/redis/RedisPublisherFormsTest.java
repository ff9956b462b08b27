package io.mycostream.publisher.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.local.RedisCluster;
import io.mycostream.local.RedisSentinel;
import io.mycostream.local.RedisServer;
import io.mycostream.publisher.PublishException;
import io.mycostream.publisher.wire.ChannelNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link RedisPublisher} at forms of Redis that it does not know, and as a user who may do little. */
@Timeout(60)
class RedisPublisherFormsTest {

    private static final String CHANNEL = "devices:telemetry";

    @Test
    void saysInALineThatANodeOfAClusterDoesNotHaveTheChannel() {
        try (RedisCluster cluster = RedisCluster.start()) {
            RedisServer other = cluster.nodes().stream()
                    .filter(node -> node != cluster.primaryOf(CHANNEL))
                    .findFirst()
                    .orElseThrow();

            assertRefused(
                    other,
                    "this is a node of a cluster, and the channel is another node's: expected a server that has all");
        }
    }

    @Test
    void saysInALineThatASentinelKeepsNothing() {
        try (RedisSentinel group = RedisSentinel.start()) {
            assertRefused(
                    group.sentinels().getFirst(),
                    "this is a sentinel, which keeps nothing: expected the server that it calls the primary");
        }
    }

    @Test
    void needsNoMoreThanTheUserOfTheOperatorsPageMayDo() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            redis.ask(userOfThePage("publisher"));
            try (RedisPublisher publisher = RedisPublisher.builder()
                    .uri("redis://publisher:PUBLISHER-PASSWORD@127.0.0.1:" + redis.port())
                    .build()) {
                assertThat(publisher.publish(CHANNEL, Map.of()).position().offset())
                        .isEqualTo(1);
                assertThatThrownBy(() -> publisher.publish("lab:a", Map.of()))
                        .isInstanceOf(PublishException.class)
                        .hasMessageContaining("Redis refused it: ");
            }
        }
    }

    @Test
    void theIngestServicesUserMayPublishAllThatItSays() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            redis.ask(userOfThePage("ingest"));
            try (RedisPublisher publisher = RedisPublisher.builder()
                    .uri("redis://ingest:INGEST-PASSWORD@127.0.0.1:" + redis.port())
                    .build()) {
                List<String> channels = List.of(
                        ChannelNames.DEVICES_TELEMETRY,
                        ChannelNames.DEVICES_EVENTS,
                        ChannelNames.DEVICES_STATUS,
                        "devices:command-results");
                for (String channel : channels) {
                    assertThat(publisher.publish(channel, Map.of()).position().offset())
                            .as(channel)
                            .isEqualTo(1);
                }
                assertThatThrownBy(() -> publisher.publish(ChannelNames.CREP_LIVE, Map.of()))
                        .isInstanceOf(PublishException.class)
                        .hasMessageContaining("Redis refused it: ");
            }
        }
    }

    private static String[] userOfThePage(String user) throws IOException {
        return Files.readAllLines(Path.of("../docs/operations/redis.md")).stream()
                .filter(text -> text.startsWith("redis-cli ACL SETUSER " + user + ' '))
                .findFirst()
                .orElseThrow()
                .replace("redis-cli ", "")
                .replace("'", "")
                .replace("\\", "")
                .split(" ");
    }

    private static void assertRefused(RedisServer server, String why) {
        try (RedisPublisher publisher =
                RedisPublisher.builder().uri(server.uri()).build()) {
            assertThatThrownBy(() -> publisher.publish(CHANNEL, Map.of()))
                    .isInstanceOf(PublishException.class)
                    .hasMessageEndingWith(why)
                    .hasMessageNotContainingAny("MOVED", "\n");
        }
    }
}
