package io.mycostream.publisher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.publisher.wire.RedisKeys;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A script may use only keys of one hash slot, where Redis is a cluster. */
class ClusterSlotTest {

    @ParameterizedTest
    @ValueSource(strings = {"devices:telemetry", "job_progress:7", "alerts:{user}", "alerts:a{b", "große:😀"})
    void bothKeysOfAChannelAreInOneHashSlot(String channel) {
        assertThat(JedisClusterCRC16.getSlot(RedisKeys.history(channel)))
                .isEqualTo(JedisClusterCRC16.getSlot(RedisKeys.meta(channel)));
    }
}
