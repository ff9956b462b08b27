package io.mycostream.ingest.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.ingest.retry.Backoff;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.redis.RedisPublisher;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * A process of its own that hands events of two boards over, a thousand a second, until it is killed, and says on its
 * output which number is safe. Arguments: Redis' address, the spool, the number to begin with, how many.
 */
final class Handing {

    private Handing() {}

    public static void main(String[] arguments) throws InterruptedException {
        int from = Integer.parseInt(arguments[2]);
        int count = Integer.parseInt(arguments[3]);
        RedisPublisher publisher = RedisPublisher.builder()
                .uri(arguments[0])
                .historySize(1_000_000)
                .timeout(Duration.ofMillis(500))
                .build();
        Backlog backlog = new Backlog(
                publisher,
                2000,
                new Backoff(Duration.ofMillis(20), Duration.ofMillis(100)),
                Duration.ofSeconds(5),
                Optional.of(new SpoolSettings(
                        Path.of(arguments[1]), 64 << 20, Duration.ofMillis(50), 20_000, directory -> {})));
        for (int n = from; n < from + count; n++) {
            int number = n;
            backlog.hand(event(n), () -> {
                synchronized (System.out) {
                    System.out.println(number + " safe");
                }
            });
            LockSupport.parkNanos(800_000);
        }
        while (backlog.depth() > 0) {
            LockSupport.parkNanos(10_000_000);
        }
        backlog.close();
        publisher.close();
    }

    private static Event event(int n) {
        String id = UUID.nameUUIDFromBytes(("event " + n).getBytes(UTF_8)).toString();
        return new Event("devices:telemetry", Map.of("n", n), "device:" + n % 2, Instant.ofEpochMilli(n), id);
    }
}
