package io.mycostream.ingest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.retry.Backoff;
import io.mycostream.local.RedisServer;
import io.mycostream.publisher.redis.RedisStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** Over a real Redis. */
@Timeout(60)
class MeshPacketsTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final AtomicInteger held = new AtomicInteger();

    @Test
    void packetsWaitWhileRedisIsAwayAndKeepTheirOrder() {
        try (RedisServer redis = RedisServer.start();
                RedisStream stream = new RedisStream(redis.uri(), "mesh:packets", 5000, Duration.ofSeconds(1));
                MeshPackets packets = packets(stream)) {
            redis.kill();
            IntStream.range(0, 5).forEach(n -> packets.hand(packet(n), held::incrementAndGet));
            redis.restart();

            await().atMost(SOON).until(() -> held.get() == 5);
            try (Jedis jedis = new Jedis(URI.create(redis.uri()))) {
                assertThat(jedis.xrange("mesh:packets", (StreamEntryID) null, (StreamEntryID) null))
                        .extracting(entry -> entry.getFields().get("data"))
                        .containsExactly("{\"n\":0}", "{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "{\"n\":4}");
            }
            assertThat(packets.appended()).isEqualTo(5);
        }
    }

    @Test
    void theOldestGiveWayAndAreCounted() {
        try (RedisServer redis = RedisServer.start();
                RedisStream stream = new RedisStream(redis.uri(), "mesh:packets", 5000, Duration.ofSeconds(1));
                MeshPackets packets = packets(stream)) {
            redis.kill();

            IntStream.range(0, 1010).forEach(n -> packets.hand(packet(n), held::incrementAndGet));

            assertThat(packets.dropped()).isEqualTo(10);
            assertThat(held).hasValue(0);
        }
    }

    private static MeshPackets packets(RedisStream stream) {
        return new MeshPackets(
                packet -> stream.append("data", packet), new Backoff(Duration.ofMillis(10), Duration.ofMillis(50)));
    }

    private static ObjectNode packet(int n) {
        return JsonNodeFactory.instance.objectNode().put("n", n);
    }
}
