package io.mycostream.ingest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.ingest.retry.Backoff;
import io.mycostream.local.RedisServer;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.redis.RedisPublisher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A user of Redis that was made before boards' events were published, as the operators' page has it. */
@Timeout(60)
class RefusedChannelTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void holdsUpWhatIsBehindAndLosesNothingWhenTheUserIsMended(@TempDir Path folder) {
        List<Integer> held = new CopyOnWriteArrayList<>();
        try (RedisServer redis = RedisServer.start()) {
            redis.ask(
                    "ACL", "SETUSER", "ingest", "on", ">secret", "~*", "+@all", "resetchannels", "&devices:telemetry");
            try (RedisPublisher publisher = RedisPublisher.builder()
                            .uri("redis://ingest:secret@127.0.0.1:" + redis.port())
                            .build();
                    Backlog backlog = new Backlog(
                            publisher,
                            100,
                            new Backoff(Duration.ofMillis(10), Duration.ofMillis(50)),
                            Duration.ofSeconds(1),
                            Optional.of(new SpoolSettings(folder, 1 << 20, Duration.ofMillis(5), 1000, _ -> {})))) {
                backlog.hand(Event.of("devices:events", Map.of("n", 1), "device:a"), () -> held.add(1));
                backlog.hand(Event.of("devices:telemetry", Map.of("n", 2), "device:a"), () -> held.add(2));
                await().atMost(SOON).until(() -> backlog.spooled() == 2);
                backlog.hand(Event.of("devices:telemetry", Map.of("n", 3), "device:b"), () -> held.add(3));
                await().atMost(SOON).until(() -> held.size() == 3);
                await().atMost(SOON)
                        .until(() -> String.valueOf(backlog.trouble()).contains("publish to the channel"));
                assertThat(held).as("it is safe on disk").containsExactly(1, 2, 3);

                redis.ask("ACL", "SETUSER", "ingest", "&devices:events");

                await().atMost(SOON).until(() -> backlog.published() == 3);
                assertThat(backlog.dropped()).isZero();
                assertThat(backlog.trouble()).isNull();
            }
        }
    }
}
