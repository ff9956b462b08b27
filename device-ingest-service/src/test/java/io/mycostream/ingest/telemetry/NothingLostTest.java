package io.mycostream.ingest.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.local.RedisServer;
import io.mycostream.publisher.wire.RedisKeys;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/**
 * Redis is killed and restarted while events come, and the process that hands them over is killed as well. A sender
 * repeats what it was not told to be safe, as boards and brokers do.
 */
@Timeout(180)
class NothingLostTest {

    private static final int EVENTS = 3000;
    private static final int PROCESS_KILLS = 4;

    @TempDir
    Path folder;

    private final Set<Integer> safe = new HashSet<>();
    private int firstUnsafe;

    @Test
    void everyEventArrivesOnceAndInOrderWhoeverIsKilled() throws Exception {
        try (RedisServer redis = RedisServer.startKeepingData()) {
            for (int kill = 1; kill <= PROCESS_KILLS; kill++) {
                hand(redis, kill * EVENTS / (PROCESS_KILLS + 1), true);
            }
            hand(redis, EVENTS, false);

            List<Integer> arrived = arrived(redis);
            assertThat(arrived).hasSize(EVENTS);
            assertThat(arrived.stream().filter(n -> n % 2 == 0)).isSorted();
            assertThat(arrived.stream().filter(n -> n % 2 == 1)).isSorted();
            assertThat(safe).hasSize(EVENTS);
        }
    }

    /** Hands over from the first number that is not known to be safe; with a kill of Redis, and of the process. */
    private void hand(RedisServer redis, int until, boolean killed) throws Exception {
        int from = firstUnsafe();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Handing.class.getName(),
                        redis.uri(),
                        folder.resolve("spool").toString(),
                        Integer.toString(from),
                        Integer.toString(EVENTS - from))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            int redisDies = from + (until - from) / 3;
            int redisReturns = from + (until - from) * 2 / 3;
            boolean away = false;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                // the last line of a process that is killed may be a part of one
                if (line.matches("[0-9]+ safe")) {
                    safe.add(Integer.parseInt(line.substring(0, line.indexOf(' '))));
                }
                if (!away && firstUnsafe() >= redisDies && firstUnsafe() < redisReturns) {
                    redis.kill();
                    away = true;
                }
                if (away && firstUnsafe() >= redisReturns) {
                    redis.restart();
                    away = false;
                }
                if (killed && firstUnsafe() >= until) {
                    process.toHandle().destroyForcibly();
                }
            }
            assertThat(away).isFalse();
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private int firstUnsafe() {
        while (safe.contains(firstUnsafe)) {
            firstUnsafe++;
        }
        return firstUnsafe;
    }

    /** What Redis has, in its order, each event the first time it came. */
    private static List<Integer> arrived(RedisServer redis) throws Exception {
        ObjectMapper json = new ObjectMapper();
        Set<String> ids = new HashSet<>();
        List<Integer> numbers = new ArrayList<>();
        try (Jedis jedis = new Jedis(URI.create(redis.uri()))) {
            for (var entry :
                    jedis.xrange(RedisKeys.history("devices:telemetry"), (StreamEntryID) null, (StreamEntryID) null)) {
                JsonNode envelope = json.readTree(entry.getFields().get("e"));
                if (ids.add(envelope.path("message_id").asText())) {
                    numbers.add(envelope.path("data").path("n").asInt());
                }
            }
        }
        return numbers;
    }
}
