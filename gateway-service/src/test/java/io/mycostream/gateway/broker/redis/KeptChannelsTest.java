package io.mycostream.gateway.broker.redis;

import static io.mycostream.gateway.broker.redis.HistoryAtRedis.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.local.RedisCluster;
import io.mycostream.publisher.wire.RedisKeys;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** VER-19: which channels have a history, wherever that is. */
@Timeout(90)
class KeptChannelsTest {

    private final Vertx vertx = Vertx.vertx();

    private static void add(RedisConnection connection, String key) throws Exception {
        done(connection.send(
                Request.cmd(Command.XADD).arg(key).arg("*").arg("e").arg("{}")));
    }

    private static void assertFindsThoseThatBeginSo(RedisConnection connection) throws Exception {
        List<String> names = IntStream.range(0, 40)
                .mapToObj(i -> "lab:{" + i + "}:ü%2F }:history")
                .toList();
        for (String name : names) {
            add(connection, RedisKeys.history(name));
            add(connection, RedisKeys.meta(name));
        }
        add(connection, RedisKeys.history("laboratory"));
        add(connection, RedisKeys.history("other:lab:1"));

        assertThat(done(KeptChannels.find(connection, "lab:"))).containsExactlyInAnyOrderElementsOf(names);
        assertThat(done(KeptChannels.find(connection, "nobody:"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(RedisVersion.class)
    void findsThemOnAServer(RedisVersion version) throws Exception {
        HistoryAtRedis redis = new HistoryAtRedis(version);
        try {
            assertFindsThoseThatBeginSo(redis.connection);
        } finally {
            redis.close();
        }
    }

    @Test
    void findsThemOnAllNodesOfACluster() throws Exception {
        try (RedisCluster cluster = RedisCluster.start()) {
            RedisOptions options = new RedisOptions().setType(RedisClientType.CLUSTER);
            for (String host : cluster.hosts().split(",")) {
                options.addConnectionString(host);
            }
            RedisConnections connections = new RedisConnections(vertx, options);

            assertFindsThoseThatBeginSo(done(connections.commands()));

            connections.close();
        } finally {
            done(vertx.close());
        }
    }
}
