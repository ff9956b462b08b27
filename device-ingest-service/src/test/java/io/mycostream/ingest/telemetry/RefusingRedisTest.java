package io.mycostream.ingest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.ingest.retry.Backoff;
import io.mycostream.local.RedisServer;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.redis.RedisPublisher;
import io.mycostream.publisher.wire.RedisKeys;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** A real Redis that is there and answers with errors. */
@Timeout(60)
class RefusingRedisTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String HISTORY = RedisKeys.history("devices:telemetry");

    @TempDir
    Path folder;

    private RedisServer redis;
    private RedisPublisher publisher;
    private Backlog backlog;

    @BeforeEach
    void start() {
        redis = RedisServer.start();
        ask("ACL SETUSER ingest on >secret ~mycostream:* &devices:* +@all");
        publisher = RedisPublisher.builder()
                .uri(redis.uri().replace("redis://", "redis://ingest:secret@"))
                .timeout(Duration.ofSeconds(1))
                .build();
        backlog = new Backlog(
                publisher,
                1000,
                new Backoff(Duration.ofMillis(20), Duration.ofMillis(100)),
                Duration.ofSeconds(1),
                Optional.of(new SpoolSettings(
                        folder.resolve("spool"), 1 << 20, Duration.ofMillis(5), 10_000, directory -> {})));
    }

    @AfterEach
    void stop() {
        backlog.close();
        publisher.close();
        redis.close();
    }

    @ParameterizedTest
    @CsvSource({
        "OOM,        CONFIG SET maxmemory 1,                           CONFIG SET maxmemory 0",
        "READONLY,   REPLICAOF 127.0.0.1 1,                            REPLICAOF NO ONE",
        "NOREPLICAS, CONFIG SET min-replicas-to-write 1,               CONFIG SET min-replicas-to-write 0",
        "WRONGPASS,  ACL SETUSER ingest resetpass >other; CLIENT KILL USER ingest, ACL SETUSER ingest >secret",
        "NOPERM,     ACL SETUSER ingest -evalsha,                      ACL SETUSER ingest +evalsha",
        "channel,    ACL SETUSER ingest resetchannels &devices:status, ACL SETUSER ingest &devices:*",
        "NOPERM,     ACL SETUSER ingest resetkeys ~other:*,            ACL SETUSER ingest ~mycostream:*",
    })
    void whatItRefusesWaitsOnDiskAndArrivesOnceAndInOrder(String error, String refuse, String accept) {
        List<Event> events = new ArrayList<>(hand(50));
        await().atMost(SOON).until(() -> backlog.published() == 50);

        ask(refuse);
        events.addAll(hand(50));
        await().atMost(SOON).until(() -> backlog.spooled() == 50);
        assertThat(backlog.trouble()).contains(error);
        ask(accept);
        await().atMost(SOON).until(() -> backlog.depth() == 0);
        events.addAll(hand(50));
        await().atMost(SOON).until(() -> backlog.published() == 150);

        assertThat(backlog.dropped()).isZero();
        assertThat(arrived()).isEqualTo(events.stream().map(Event::messageId).toList());
    }

    @Test
    void aHistoryThatIsNoneHoldsUpTheReadingsUntilItIsGone() {
        ask("SET " + HISTORY + " something");

        List<Event> events = hand(20);
        await().atMost(SOON).until(() -> backlog.spooled() == 20);
        assertThat(backlog.trouble()).contains("devices:telemetry").contains("WRONGTYPE");
        ask("DEL " + HISTORY);

        await().atMost(SOON).until(() -> backlog.depth() == 0);
        assertThat(arrived()).isEqualTo(events.stream().map(Event::messageId).toList());
    }

    @Test
    void aRightThatIsMissingToAnotherChannelHoldsUpNoReading() {
        ask("ACL SETUSER ingest resetchannels &devices:telemetry");

        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            backlog.hand(Event.of("devices:status", Map.of("n", i), "device:a"));
            events.addAll(hand(5));
        }

        await().atMost(SOON).until(() -> backlog.depth() == 0);
        assertThat(arrived()).isEqualTo(events.stream().map(Event::messageId).toList());
        assertThat(backlog.counts().lost(LossReason.REFUSED)).isEqualTo(20);
        assertThat(backlog.trouble()).isNull();
    }

    private List<Event> hand(int count) {
        List<Event> events = IntStream.range(0, count)
                .mapToObj(n -> Event.of("devices:telemetry", Map.of("n", n), "device:a"))
                .toList();
        events.forEach(backlog::hand);
        return events;
    }

    private void ask(String commands) {
        for (String command : commands.split(";")) {
            redis.ask(command.strip().split(" "));
        }
    }

    private List<String> arrived() {
        ObjectMapper json = new ObjectMapper();
        List<String> ids = new ArrayList<>();
        try (Jedis jedis = new Jedis(URI.create(redis.uri()))) {
            for (var entry : jedis.xrange(HISTORY, (StreamEntryID) null, (StreamEntryID) null)) {
                ids.add(json.readTree(entry.getFields().get("e"))
                        .path("message_id")
                        .asText());
            }
            return ids;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
