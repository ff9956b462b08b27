package io.mycostream.ingest.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.local.RedisServer;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.redis.RedisHash;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;

/** What becomes of changes and boards in a real Redis that comes and goes. */
@Timeout(60)
class BoardReportsTest {

    private static final String KEY = "mycostream:{devices:status}:latest";
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final Duration SILENCE = Duration.ofMinutes(2);
    private static final Duration MEMORY = Duration.ofHours(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RedisServer redis = RedisServer.start();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();

    @AfterEach
    void stop() {
        redis.close();
    }

    @Test
    void showsABoardFromItsComingToTheEndOfItsProcess() throws Exception {
        Process process = new Process("lab:8081");
        BoardLink link = process.boards.link("/dev/ttyACM0", Transport.SERIAL);
        link.opened("mushroom1");
        link.heard("mushroom1");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(shown("lab:8081", "/dev/ttyACM0", "mushroom1"))
                        .containsEntry("online", "true")
                        .containsEntry("reason", "null"));

        link.gone("mushroom1", Absence.SILENT);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(shown("lab:8081", "/dev/ttyACM0", "mushroom1"))
                        .containsEntry("online", "false")
                        .containsEntry("reason", "\"silent\""));

        link.heard("mushroom1");
        process.boards.stopping();
        link.closed(Absence.UNPLUGGED);
        process.reports.close();

        assertThat(events).extracting(event -> change(event)).containsExactly("online", "offline", "online", "offline");
        assertThat(data(events.getLast()).path("reason").asText()).isEqualTo("stopped");
        assertThat(shown("lab:8081", "/dev/ttyACM0", "mushroom1")).containsEntry("reason", "\"stopped\"");
        assertThat(lease("lab:8081", "/dev/ttyACM0", "mushroom1")).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void renewsItsLeaseForAsLongAsItLives() throws Exception {
        try (Process process = new Process("lab:8081")) {
            process.boards.link("mqtt://broker", Transport.MQTT).heard("mushroom1");
            await().atMost(SOON).until(() -> field("lab:8081", "mqtt://broker", "mushroom1") != null);
            Instant first = lease("lab:8081", "mqtt://broker", "mushroom1");

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(lease("lab:8081", "mqtt://broker", "mushroom1"))
                            .isAfter(first));
        }
    }

    @Test
    void showsEverythingAgainWhenRedisIsBackWithoutItsData() {
        try (Process process = new Process("lab:8081")) {
            BoardLink broker = process.boards.link("mqtt://broker", Transport.MQTT);
            broker.heard("a");
            broker.heard("b");
            await().atMost(SOON).until(() -> field("lab:8081", "mqtt://broker", "b") != null);

            redis.kill();
            broker.gone("a", Absence.LAST_WILL);
            broker.heard("c");
            await().atMost(SOON).until(() -> process.reports.failures() > 0);
            redis.restart();

            await().atMost(SOON).untilAsserted(() -> {
                assertThat(shown("lab:8081", "mqtt://broker", "a")).containsEntry("reason", "\"last_will\"");
                assertThat(shown("lab:8081", "mqtt://broker", "b")).containsEntry("online", "true");
                assertThat(shown("lab:8081", "mqtt://broker", "c")).containsEntry("online", "true");
            });
            assertThat(events)
                    .extracting(event -> change(event))
                    .containsExactly("online", "online", "offline", "online");
        }
    }

    @Test
    void twoProcessesShareTheHash() {
        try (Process one = new Process("lab:8081");
                Process other = new Process("barn:8081")) {
            one.boards.link("/dev/ttyACM0", Transport.SERIAL).heard("mushroom1");
            other.boards.link("/dev/ttyACM0", Transport.SERIAL).heard("mushroom1");

            await().atMost(SOON).untilAsserted(() -> {
                assertThat(shown("lab:8081", "/dev/ttyACM0", "mushroom1")).containsEntry("online", "true");
                assertThat(shown("barn:8081", "/dev/ttyACM0", "mushroom1")).containsEntry("online", "true");
            });
        }
    }

    @Test
    void aBoardAtABrokerIsSilentWhenNoProcessHearsIt() {
        Turned clock = new Turned();
        try (Process one = new Process("lab:8081", true, clock);
                Process other = new Process("barn:8081", true, clock)) {
            one.boards.link("mqtt://broker", Transport.MQTT).heard("mushroom1");
            clock.forward(SILENCE.minusSeconds(10));
            other.boards.link("mqtt://broker", Transport.MQTT).heard("mushroom1");
            twoRenewals(clock, "barn:8081", "lab:8081");

            clock.forward(SILENCE.minusSeconds(20));
            twoRenewals(clock, "lab:8081");
            assertThat(events).extracting(event -> change(event)).containsExactly("online", "online");

            clock.forward(SILENCE);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(offlineReasons())
                            .containsExactlyInAnyOrder("lab:8081 silent", "barn:8081 silent"));
        }
    }

    /** What others had shown when this began is known to these processes in the end, and they have looked since. */
    private void twoRenewals(Turned clock, String... processes) {
        for (int renewal = 1; renewal <= 2; renewal++) {
            for (String process : processes) {
                clock.forward(Duration.ofSeconds(1));
                String end = '"' + BoardJson.time(clock.instant().plus(LEASE)) + '"';
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(shown(process, "mqtt://broker", "mushroom1"))
                                .containsEntry("lease_until", end));
            }
        }
    }

    @Test
    void theLastWillOfABoardAtABrokerIsHeardByAllProcesses() {
        try (Process one = new Process("lab:8081");
                Process other = new Process("barn:8081")) {
            one.boards.link("/dev/ttyACM0", Transport.SERIAL).heard("mushroom1");
            one.boards.link("mqtt://broker", Transport.MQTT).heard("mushroom1");
            BoardLink there = other.boards.link("mqtt://broker", Transport.MQTT);
            there.heard("mushroom1");

            there.gone("mushroom1", Absence.LAST_WILL);

            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(offlineReasons()).containsExactly("barn:8081 last_will", "lab:8081 last_will"));
            assertThat(data(events.getLast()).path("link").asText()).isEqualTo("mqtt://broker");

            one.boards.link("mqtt://broker", Transport.MQTT).heard("mushroom1");
            one.boards.look();
            assertThat(one.boards.count(BoardState.CONFLICT))
                    .as("it is back, and heard twice")
                    .isEqualTo(1);
        }
    }

    @Test
    void whatHappensAtABrokerOfTheSameNameIsNothingToAProcessThatHasItsOwn() {
        Turned clock = new Turned();
        try (Process one = new Process("lab:8081", false, clock);
                Process other = new Process("barn:8081", false, clock)) {
            one.boards.link("mqtt://broker", Transport.MQTT).heard("mushroom1");
            clock.forward(SILENCE.minusSeconds(10));
            other.boards.link("mqtt://broker", Transport.MQTT).heard("mushroom1");
            twoRenewals(clock, "barn:8081", "lab:8081");

            clock.forward(SILENCE.minusSeconds(20));

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(offlineReasons()).containsExactly("lab:8081 silent"));
        }
    }

    private List<String> offlineReasons() {
        return events.stream()
                .map(BoardReportsTest::data)
                .filter(data -> data.path("change").asText().equals("offline"))
                .map(data -> data.path("process").asText()
                        + ' '
                        + data.path("reason").asText())
                .toList();
    }

    @Test
    void goesOnWhenAChangeCannotBeHandedOver() {
        try (Process process = new Process("lab:8081")) {
            refusals.set(1);
            process.boards.link("/dev/ttyACM0", Transport.SERIAL).heard("mushroom1");
            await().atMost(SOON).until(() -> refusals.get() == 0);
            process.boards.link("/dev/ttyACM1", Transport.SERIAL).heard("hyphae1");

            await().atMost(SOON).untilAsserted(() -> {
                assertThat(events)
                        .extracting(event -> data(event).path("device_id").asText())
                        .containsExactly("hyphae1");
                assertThat(shown("lab:8081", "/dev/ttyACM0", "mushroom1")).containsEntry("online", "true");
            });
        }
    }

    @Test
    void clearsUpAfterItselfAndAfterProcessesThatDiedLongAgo() {
        String dead = "{\"lease_until\":\"" + Instant.now().minus(MEMORY.multipliedBy(2)) + "\"}";
        String lately = "{\"lease_until\":\"" + Instant.now().minus(MEMORY.dividedBy(2)) + "\"}";
        try (Jedis jedis = new Jedis(redis.uri())) {
            jedis.hset(KEY, "[\"lab:8081\",\"/dev/ttyUSB7\",\"former\"]", lately);
            jedis.hset(KEY, "[\"barn:8081\",\"/dev/ttyACM0\",\"dead\"]", dead);
            jedis.hset(KEY, "[\"barn:8081\",\"/dev/ttyACM0\",\"lately\"]", lately);
            jedis.hset(KEY, "rubbish", "rubbish");
        }
        try (Process process = new Process("lab:8081")) {
            process.boards.link("/dev/ttyACM0", Transport.SERIAL).heard("mushroom1");

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(fields().keySet())
                            .containsExactlyInAnyOrder(
                                    "[\"lab:8081\",\"/dev/ttyACM0\",\"mushroom1\"]",
                                    "[\"barn:8081\",\"/dev/ttyACM0\",\"lately\"]"));
        }
    }

    @Test
    void theWholeHashGoesWhenNobodyWritesToItAnyMore() {
        try (Process process = new Process("lab:8081");
                Jedis jedis = new Jedis(redis.uri())) {
            process.boards.link("/dev/ttyACM0", Transport.SERIAL).heard("mushroom1");

            await().atMost(SOON).untilAsserted(() -> assertThat(jedis.pttl(KEY)).isPositive());
            assertThat(jedis.pttl(KEY)).isLessThanOrEqualTo(MEMORY.toMillis());
        }
    }

    @Test
    void aMessageSaysWhatChangedAndHowThingsStand() throws JsonProcessingException {
        BoardRegistry boards = new BoardRegistry(
                new BoardLimits(10, Duration.ofMinutes(2), MEMORY, 30),
                InstantSource.fixed(Instant.parse("2026-11-20T07:00:00.123456789Z")),
                change -> {
                    events.add(new StatusEvents(new BoardJson("lab:8081")).of(change));
                    events.add(new StatusEvents(new BoardJson("lab:8081")).of(change));
                    events.add(new StatusEvents(new BoardJson("barn:8081")).of(change));
                });

        boards.link("/dev/ttyACM0", Transport.SERIAL).opened("mushroom1");
        boards.link("/dev/ttyACM0", Transport.SERIAL).greeted("mushroom1", BoardProfile.UNKNOWN);

        Event event = events.getFirst();
        assertThat(event.channel()).isEqualTo("devices:status");
        assertThat(event.source()).isEqualTo("device:mushroom1");
        assertThat(event.timestamp()).isEqualTo("2026-11-20T07:00:00.123456Z");
        assertThat(events.get(1).messageId()).as("of the same change").isEqualTo(event.messageId());
        assertThat(events.get(2).messageId()).as("of another process").isNotEqualTo(event.messageId());
        assertThat(data(event)).isEqualTo(JSON.readTree("""
                {"device_id": "mushroom1", "change": "online", "state": "online", "links_online": ["/dev/ttyACM0"],
                 "other_device_id": null, "link": "/dev/ttyACM0", "transport": "serial", "process": "lab:8081",
                 "link_open": true, "online": true, "reason": null, "since": "2026-11-20T07:00:00.123456Z",
                 "firmware_version": null, "role": null, "sensors": [], "capabilities": [],
                 "first_heard": "2026-11-20T07:00:00.123456Z", "last_heard": "2026-11-20T07:00:00.123456Z",
                 "sequence_epoch": null,
                 "counts": {"frames": 0, "telemetry": 0, "gaps": 0, "missing": 0, "late": 0, "duplicates": 0,
                            "restarts": 0, "rejected": 0, "rejected_by_reason": {}}}
                """));
    }

    /** A clock that stands still. */
    private static final class Turned implements InstantSource {

        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-20T07:00:00Z"));

        @Override
        public Instant instant() {
            return now.get();
        }

        void forward(Duration by) {
            now.updateAndGet(before -> before.plus(by));
        }
    }

    /** An ingest process, as far as boards are concerned. */
    private final class Process implements AutoCloseable {

        private final BoardReports reports;
        private final BoardRegistry boards;

        private Process(String name) {
            this(name, true, InstantSource.system());
        }

        private Process(String name, boolean inTurn, InstantSource clock) {
            reports = new BoardReports(
                    new BoardJson(name),
                    (event, _) -> take(event),
                    new RedisHash(redis.uri(), KEY, Duration.ofMillis(500)),
                    LEASE,
                    MEMORY,
                    inTurn,
                    clock);
            boards = new BoardRegistry(new BoardLimits(10, SILENCE, MEMORY, 30), clock, reports::changed);
            reports.start(boards);
        }

        @Override
        public void close() {
            reports.close();
        }
    }

    private void take(Event event) {
        if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("a bug in what takes events");
        }
        events.add(event);
    }

    private Map<String, String> fields() {
        try (Jedis jedis = new Jedis(redis.uri())) {
            return jedis.hgetAll(KEY);
        }
    }

    private @Nullable String field(String process, String link, String device) {
        return fields().get("[\"%s\",\"%s\",\"%s\"]".formatted(process, link, device));
    }

    private Map<String, String> shown(String process, String link, String device) throws JsonProcessingException {
        Map<String, String> members = new HashMap<>();
        String value = field(process, link, device);
        if (value != null) {
            JSON.readTree(value)
                    .properties()
                    .forEach(member ->
                            members.put(member.getKey(), member.getValue().toString()));
        }
        return members;
    }

    private Instant lease(String process, String link, String device) throws JsonProcessingException {
        return Instant.parse(
                JSON.readTree(field(process, link, device)).path("lease_until").asText());
    }

    private static String change(Event event) {
        return data(event).path("change").asText();
    }

    private static JsonNode data(Event event) {
        try {
            return JSON.readTree(event.toEnvelope().data().toString());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
