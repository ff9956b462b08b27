package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.local.RedisServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scientific stream, the topology and CREP, as the dashboards of Mycosoft MAS know them. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class MycosoftStreamsTest {

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @SuppressWarnings("NullAway.Init") // given by RedisAndKeys
    RedisServer redis;

    /** Histories outlive a test: its ids are its own. */
    private final UUID run = UUID.randomUUID();

    @BeforeEach
    void nobodyIsThere() {
        lab.awaitNobody();
    }

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    private SocketClient socket(String target) {
        return lab.socket(lab.to(target + (target.contains("?") ? "&" : "?") + "token=" + tokens.ofSomebody()));
    }

    private HttpWire events(String target, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Authorization: Bearer " + tokens.ofSomebody());
        return lab.request("GET " + target + " HTTP/1.1", all.toArray(String[]::new));
    }

    private JsonNode status(String target) {
        HttpWire answer = events(target);
        assertThat(answer.status()).isEqualTo(200);
        return Json.read(answer.fixedBody());
    }

    private static String envelope(String channel, String data, String id) {
        return "{\"channel\":\"" + channel + "\",\"data\":" + data
                + ",\"timestamp\":\"2026-02-12T10:30:00.123456\",\"source\":\"agent:x\",\"message_id\":\"" + id + "\"}";
    }

    private String id(int n) {
        return "c-" + n + run;
    }

    private void crep(String category, int n) {
        lab.publishTo(
                "crep:live",
                envelope("crep:live", "{\"category\":\"" + category + "\",\"data\":{\"n\":" + n + "}}", id(n)));
    }

    private void agent(String agentId, String status) {
        lab.publishTo(
                "agents:status",
                envelope(
                        "agents:status",
                        "{\"agent_id\":\"" + agentId + "\",\"status\":\"" + status + "\",\"details\":{}}",
                        agentId + status + run));
    }

    /** MYC-1, MYC-4, MYC-5, MYC-6, MYC-7, MYC-8, MYC-10, COM-8. */
    @ParameterizedTest
    @CsvSource({
        "/api/stream/scientific/live, /api/stream/scientific, experiments:data, experiment_data, Scientific",
        "/ws/topology, /api/stream/agents, agents:status, agent_status, Topology",
        "/api/crep/stream, /api/stream/crep, crep:live, crep_update, CREP",
    })
    void bothTransportsTellTheSame(String socketPath, String eventsPath, String channel, String type, String name) {
        SocketClient socket = socket(socketPath);
        HttpWire events = events(eventsPath);
        assertThat(socket.next().path("message").textValue()).isEqualTo(name + " stream connected");
        HttpWire.Event connected = events.next();
        assertThat(connected.event()).isEqualTo("connected");
        assertThat(connected.id()).isNull();
        if (name.equals("Topology")) {
            assertThat(events.next().event()).isEqualTo("snapshot"); // MYC-19
        }

        String data =
                "{\"agent_id\":\"a\",\"category\":\"x\",\"data\":{\"measurement\":123.450,\"big\":18446744073709551617}}";
        lab.publishTo(channel, envelope(channel, data, "m-1"));

        String expected = "{\"type\":\"" + type + "\",\"timestamp\":\"2026-02-12T10:30:00.123456\","
                + "\"source\":\"agent:x\",\"data\":" + data + "}";
        assertThat(socket.nextText()).isEqualTo(expected);
        assertThat(events.nextText()).isEqualTo("id: m-1\nevent: " + type + "\ndata: " + expected + "\n\n");
    }

    /** MYC-26, MYC-27. */
    @ParameterizedTest
    @CsvSource({
        "/api/stream/scientific/live, /api/stream/scientific, /api/stream/scientific/status, experiments:data",
        "/ws/topology, /api/stream/agents, /ws/topology/status, agents:status",
        "/api/crep/stream, /api/stream/crep?category=vessel, /api/crep/stream/status, crep:live",
    })
    void statusCountsBothTransports(String socketPath, String eventsPath, String statusPath, String channel)
            throws Exception {
        assertThat(Json.untimed(status(statusPath).toString()))
                .isEqualTo(Json.read(
                        "{\"active_connections\":0,\"subscription_active\":false,\"channel\":\"" + channel + "\"}"));
        socket(socketPath).next();
        events(eventsPath).next();

        assertThat(Json.untimed(status(statusPath).toString()))
                .isEqualTo(Json.read(
                        "{\"active_connections\":2,\"subscription_active\":true,\"channel\":\"" + channel + "\"}"));
        assertThat(lab.request("GET " + statusPath + " HTTP/1.1").status()).isEqualTo(401);

        lab.hangUp();
        await().atMost(10, TimeUnit.SECONDS).untilAsserted(() -> {
            assertThat(status(statusPath).path("active_connections").intValue()).isZero();
            assertThat(status(statusPath).path("subscription_active").booleanValue())
                    .isFalse();
        });
    }

    /** MYC-2, MYC-4, MYC-12, COM-31: a category of any letters, matched exactly. */
    @Test
    void theAddressLimitsToACategory() {
        SocketClient vessels = socket("/api/crep/stream?category=vessel");
        SocketClient odd = socket("/api/crep/stream?category=gro%C3%9Fe%20V%C3%B6gel%2F100%25");
        SocketClient all = socket("/api/crep/stream?category=");
        HttpWire events = events("/api/stream/crep?category=gro%C3%9Fe%20V%C3%B6gel%2F100%25");
        assertThat(vessels.next().path("filter").textValue()).isEqualTo("vessel");
        assertThat(odd.next().path("filter").textValue()).isEqualTo("große Vögel/100%");
        assertThat(all.next().path("filter").isNull()).isTrue();
        JsonNode connected = Json.read(events.next().data());
        assertThat(connected.path("filter").textValue()).isEqualTo("große Vögel/100%");
        assertThat(connected.path("category").textValue()).isEqualTo("große Vögel/100%");

        crep("vessel", 1);
        crep("vessels", 2);
        crep("große Vögel/100%", 3);
        lab.publishTo("crep:live", "{\"data\":{\"n\":4}}");
        crep("vessel", 5);
        crep("große Vögel/100%", 6);

        assertThat(numbersUpTo(5, vessels)).containsExactly(1, 5);
        assertThat(numbersUpTo(6, odd)).containsExactly(3, 6);
        assertThat(numbersUpTo(6, all)).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(events.next().id()).isEqualTo(id(3));
    }

    /** The numbers of all updates until this one has come. */
    private static List<Integer> numbersUpTo(int last, SocketClient client) {
        List<Integer> numbers = new ArrayList<>();
        do {
            numbers.add(number(client.next()));
        } while (numbers.getLast() != last);
        return numbers;
    }

    private static int number(JsonNode update) {
        assertThat(update.path("type").textValue()).isEqualTo("crep_update");
        return update.path("data").path("data").path("n").intValue();
    }

    /** MYC-13, MYC-14: under a flood of both, none of the old category after the reply, and none of the new one missing. */
    @Test
    void aFilterChangesAtOnce() {
        SocketClient changing = socket("/api/crep/stream?category=vessel");
        SocketClient staying = socket("/api/crep/stream?category=vessel");
        changing.next();
        staying.next();
        List<String> wanted = List.of("aircraft", "vessel", "weather", "vessel", "aircraft");

        for (int i = 0; i < 1_000; i++) {
            crep(i % 2 == 0 ? "vessel" : "aircraft", i);
            if (i % 200 == 100) {
                changing.send("{\"type\":\"set_filter\",\"category\":\"" + wanted.get(i / 200) + "\"}");
            }
        }

        String filter = "vessel";
        int last = -1;
        int replies = 0;
        while (last != 999) {
            JsonNode message = changing.next();
            if (message.path("type").textValue().equals("filter_updated")) {
                filter = message.path("category").textValue();
                assertThat(filter).isEqualTo(wanted.get(replies++));
                last = -1;
            } else {
                int n = number(message);
                assertThat(message.path("data").path("category").textValue()).isEqualTo(filter);
                assertThat(last < 0 || n == last + 2).as("%d after %d", n, last).isTrue();
                last = n;
            }
        }
        assertThat(replies).isEqualTo(5);
        assertThat(numbersUpTo(998, staying))
                .as("a filter is the connection's own")
                .hasSize(500);
    }

    /** MYC-14, MYC-22. */
    @Test
    void whatIsNoFilterIsRefusedAndTheFilterStays() {
        SocketClient client = socket("/api/crep/stream?category=vessel");
        client.next();

        client.send("{\"type\":\"set_filter\",\"category\":[\"<script>\"]}");
        client.send("{\"type\":\"request_snapshot\"}");

        for (JsonNode refusal : client.next(2)) {
            assertThat(refusal.path("type").textValue()).isEqualTo("error");
            assertThat(refusal.path("message").textValue()).isNotBlank().doesNotContain("script");
        }
        crep("aircraft", 1);
        crep("vessel", 2);
        assertThat(number(client.next())).isEqualTo(2);
    }

    /** COM-10, MYC-13, MYC-15: what needs no word of Redis does not wait for it. */
    @Test
    void answersWhileRedisIsAway() {
        SocketClient crep = socket("/api/crep/stream");
        SocketClient topology = socket("/ws/topology");
        crep.next();
        topology.next();
        agent("away", "healthy");
        topology.next();

        redis.pause();
        try {
            crep.send("{\"type\":\"set_filter\",\"category\":\"vessel\"}");
            topology.send("{\"type\":\"request_snapshot\"}");

            assertThat(crep.next().path("type").textValue()).isEqualTo("filter_updated");
            assertThat(statusOf("away", topology.next())).isEqualTo("healthy");
        } finally {
            redis.resume();
        }
    }

    private static String statusOf(String agentId, JsonNode snapshot) {
        assertThat(snapshot.path("type").textValue()).isEqualTo("snapshot");
        return snapshot.path("nodes")
                .valueStream()
                .filter(node -> node.path("id").textValue().equals(agentId))
                .map(node -> node.path("status").textValue())
                .findFirst()
                .orElse("unknown");
    }

    /** MYC-15, MYC-16, MYC-17: also of agents that nobody was there to hear, and to who asked alone. */
    @Test
    void aSnapshotHasTheLatestOfEveryAgent() {
        agent("mas:core", "healthy");
        agent("mas:core", "degraded");
        lab.publishTo("agents:status", """
                {"agent_id":"mas:lab","status":"error","details":{"name":"The lab","category":"science",
                 "version":"2.1","capabilities":["a","b"],"dependencies":["mas:core"]}}""");
        SocketClient asking = socket("/ws/topology");
        SocketClient other = socket("/ws/topology");
        asking.next();
        other.next();

        asking.send("{\"type\":\"request_snapshot\"}");

        JsonNode snapshot = asking.next();
        assertThat(statusOf("mas:core", snapshot)).isEqualTo("degraded");
        JsonNode lab = snapshot.path("nodes")
                .valueStream()
                .filter(node -> node.path("id").textValue().equals("mas:lab"))
                .findFirst()
                .orElseThrow();
        assertThat(lab.path("label").textValue()).isEqualTo("The lab");
        assertThat(lab.path("category").textValue()).isEqualTo("science");
        assertThat(lab.path("version").textValue()).isEqualTo("2.1");
        assertThat(lab.path("capabilities").intValue()).isEqualTo(2);
        assertThat(lab.path("source").isNull()).isTrue();
        assertThat(snapshot.path("edges").valueStream())
                .contains(Json.read("{\"from\":\"mas:lab\",\"to\":\"mas:core\",\"type\":\"depends_on\"}"));
        assertThat(snapshot.path("agent_count").intValue())
                .isEqualTo(snapshot.path("nodes").size());
        assertThat(other.unreadUpToPong()).isEmpty();
    }

    /** MYC-20. */
    @Test
    void keepsTheLatestForOtherGateways() {
        agent("kept", "healthy");
        agent("kept", "error");

        await().atMost(10, TimeUnit.SECONDS).untilAsserted(() -> {
            String kept = lab.kept("agents:status:latest", "kept");
            assertThat(kept).isNotEmpty();
            assertThat(Json.read(kept).path("data").path("status").textValue()).isEqualTo("error");
            assertThat(Json.read(kept).path("channel").textValue()).isEqualTo("agents:status");
            assertThat(Json.read(kept).path("timestamp").textValue()).isEqualTo("2026-02-12T10:30:00.123456");
        });
    }

    /** MYC-18, MYC-19: whoever comes while an agent speaks has each of its words in the snapshot or behind it. */
    @Test
    void noStatusIsMissingBetweenSnapshotAndStream() throws Exception {
        agent("counter", "0");
        AtomicBoolean enough = new AtomicBoolean();
        Thread speaker = Thread.ofVirtual().start(() -> {
            for (int n = 1; !enough.get(); n++) {
                agent("counter", String.valueOf(n));
            }
        });
        try {
            for (int i = 0; i < 25; i++) {
                HttpWire events = events("/api/stream/agents");
                assertThat(events.next().event()).isEqualTo("connected");
                int reached = Integer.parseInt(
                        statusOf("counter", Json.read(events.next().data())));
                int first = number(events);
                assertThat(first).isLessThanOrEqualTo(reached + 1);
                for (int n = first + 1; n < first + 50; n++) {
                    assertThat(number(events)).isEqualTo(n);
                }
                events.close();
            }
        } finally {
            enough.set(true);
            speaker.join();
        }
    }

    private static int number(HttpWire events) {
        HttpWire.Event told = events.next();
        assertThat(told.event()).isEqualTo("agent_status");
        return Integer.parseInt(
                Json.read(told.data()).path("data").path("status").textValue());
    }

    /** Who returns to any of the streams gets what it missed, of its filter only. */
    @Test
    void whoeverReturnsGetsWhatItMissed() {
        HttpWire first = events("/api/stream/crep?category=vessel");
        SocketClient socket = socket("/api/crep/stream?category=vessel&last_event_id=");
        first.next();
        socket.next();
        crep("vessel", 1);
        String id = first.next().id();
        assertThat(socket.next().path("message_id").textValue()).isEqualTo(id);
        first.close();
        crep("aircraft", 2);
        crep("vessel", 3);
        socket.next();

        HttpWire second = events("/api/stream/crep?category=vessel", "Last-Event-ID: " + id);
        SocketClient returned = socket("/api/crep/stream?category=vessel&last_event_id=" + id);

        assertThat(Json.read(second.next().data()).path("recovered").booleanValue())
                .isTrue();
        assertThat(second.next().id()).isEqualTo(id(3));
        assertThat(returned.next().path("recovered").booleanValue()).isTrue();
        assertThat(number(returned.next())).isEqualTo(3);
    }
}
