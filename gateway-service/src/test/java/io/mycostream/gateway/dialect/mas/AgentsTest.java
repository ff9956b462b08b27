package io.mycostream.gateway.dialect.mas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mycostream.gateway.broker.memory.MemoryBroker;
import io.mycostream.gateway.broker.memory.MemoryLatest;
import io.mycostream.gateway.identity.Role;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Hub;
import io.mycostream.gateway.stream.LatestStore;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.Overflow;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Retention;
import io.mycostream.gateway.stream.RetentionRules;
import io.mycostream.gateway.stream.StreamCounters;
import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.stream.Turn;
import io.mycostream.gateway.transport.LastEventId;
import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a gateway knows of all agents, over its life and beyond it. */
class AgentsTest {

    private static final Instant NOW = Instant.parse("2026-02-12T10:30:05Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MemoryBroker broker = new MemoryBroker(
            new RetentionRules(List.of(
                    new RetentionRules.Rule("agents:status", new Retention(2, 1 << 20, Duration.ofMinutes(10), true)))),
            System::nanoTime);
    private final MemoryLatest store = new MemoryLatest();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private Agents agents(LatestStore kept, int most) {
        return agents(broker, kept, most, registry);
    }

    static Agents agents(MemoryBroker broker, LatestStore kept, int most, SimpleMeterRegistry registry) {
        Hub hub = new Hub(
                broker,
                new StreamCounters(),
                new Hub.Tuning(Duration.ofMillis(2), 1 << 20, 1 << 20),
                InstantSource.fixed(NOW),
                System::nanoTime,
                _ -> {});
        Agents agents = new Agents(hub, kept, new Settings(most), registry);
        agents.started(new StartupEvent());
        return agents;
    }

    private record Settings(int agents) implements MycosoftConfig {

        @Override
        public long agentsBytes() {
            return 1 << 20;
        }

        @Override
        public boolean anonymous() {
            return false;
        }

        @Override
        public Optional<Role> minimumRole() {
            return Optional.empty();
        }

        @Override
        public OptionalInt clientsPerStream() {
            return OptionalInt.empty();
        }

        @Override
        public Duration heartbeatInterval() {
            return Duration.ofSeconds(30);
        }

        @Override
        public Overflow overflow() {
            return Overflow.DROP_OLDEST;
        }
    }

    private void says(String agentId, String status) {
        broker.publish(
                EventDialect.TOPOLOGY.channel(),
                agentId + status,
                "2026-02-12T10:30:00Z",
                null,
                "{\"agent_id\":\"" + agentId + "\",\"status\":\"" + status + "\",\"details\":{}}");
    }

    private static List<String> known(Agents agents) throws Exception {
        return known(agents.snapshot(NOW));
    }

    private static List<String> known(Message snapshot) throws Exception {
        return JSON.readTree(snapshot.json())
                .path("nodes")
                .valueStream()
                .map(node ->
                        node.path("id").textValue() + " " + node.path("status").textValue())
                .toList();
    }

    /** MYC-16. */
    @Test
    void hearsWithoutClients() throws Exception {
        Agents agents = agents(store, 100);
        says("a", "healthy");
        says("b", "healthy");
        says("a", "error");

        assertThat(known(agents)).containsExactly("a error", "b healthy");
        assertThat(registry.get("mycosoft.agents").gauge().value()).isEqualTo(2);
    }

    /** MYC-16: what is kept of the channel is known from the start. */
    @Test
    void knowsTheHistory() throws Exception {
        says("a", "forgotten");
        says("b", "healthy");
        says("c", "healthy");

        assertThat(known(agents(new MemoryLatest(), 100))).containsExactly("b healthy", "c healthy");
    }

    /** MYC-20: a gateway that starts later knows also whom the history has forgotten. */
    @Test
    void aGatewayThatStartsLaterAnswersFully() throws Exception {
        Agents first = agents(store, 100);
        for (String agent : List.of("a", "b", "c", "d")) {
            says(agent, "healthy");
        }
        says("d", "error");

        Agents second = agents(store, 100);

        assertThat(known(second)).isEqualTo(known(first)).hasSize(4);
        assertThat(store.load(Agents.HASH, 100, 1 << 20).toCompletableFuture().get())
                .containsOnlyKeys("a", "b", "c", "d");
    }

    /** MYC-20: field is the agent's id, value is the envelope. */
    @Test
    void keepsEnvelopes() throws Exception {
        agents(store, 100);
        says("a", "healthy");

        JsonNode envelope = JSON.readTree(store.load(Agents.HASH, 100, 1 << 20)
                .toCompletableFuture()
                .get()
                .get("a"));
        assertThat(envelope.path("channel").textValue()).isEqualTo("agents:status");
        assertThat(envelope.path("data"))
                .isEqualTo(JSON.readTree("{\"agent_id\":\"a\",\"status\":\"healthy\",\"details\":{}}"));
        assertThat(envelope.path("timestamp").textValue()).isEqualTo("2026-02-12T10:30:00Z");
        assertThat(envelope.path("message_id").textValue()).isEqualTo("ahealthy");
    }

    /** MYC-20: what was published while no gateway ran is put down by the first one that starts. */
    @Test
    void bringsWhatIsKeptUpToDate() throws Exception {
        says("a", "healthy");

        agents(store, 100);

        assertThat(store.load(Agents.HASH, 100, 1 << 20).toCompletableFuture().get())
                .containsOnlyKeys("a");
    }

    @Test
    void forgetsTheQuietestEverywhere() throws Exception {
        Agents agents = agents(store, 2);
        says("a", "healthy");
        says("b", "healthy");
        says("c", "healthy");

        assertThat(known(agents)).containsExactly("b healthy", "c healthy");
        assertThat(store.load(Agents.HASH, 100, 1 << 20).toCompletableFuture().get())
                .containsOnlyKeys("b", "c");
        assertThat(registry.get("mycosoft.agents.forgotten").functionCounter().count())
                .isOne();
    }

    @Test
    void readsAgainWhereSomethingMayBeMissing() throws Exception {
        Agents agents = agents(store, 100);
        says("a", "healthy");
        String missed = AgentStatus.kept(
                        "b",
                        "{\"channel\":\"agents:status\",\"data\":{\"agent_id\":\"b\",\"status\":\"error\"},"
                                + "\"timestamp\":\"2026-02-12T10:30:01Z\"}")
                .orElseThrow()
                .envelope();
        store.put(Agents.HASH, "b", () -> missed);

        agents.gap(EventDialect.TOPOLOGY.channel(), GapReason.INTERRUPTED);

        assertThat(known(agents)).containsExactly("a healthy", "b error");
    }

    /** A store whose answer takes its time. */
    private static final class Late implements LatestStore {

        private final CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();

        @Override
        public CompletionStage<Map<String, String>> load(String hash, int most, long mostBytes) {
            return answer;
        }

        @Override
        public void put(String hash, String field, Supplier<String> text) {}

        @Override
        public void remove(String hash, String field) {}
    }

    private static TopologyConversation conversation(Agents agents, Transport transport) {
        return new TopologyConversation(agents, new Client(new LastEventId(false, ""), transport));
    }

    private static List<Message> words(Turn turn) {
        return turn.answer().words(NOW, Recovery.NONE);
    }

    /** MYC-15, MYC-20: in the moments in which what is kept is being read, the answer waits for it. */
    @Test
    void answersWhenEverythingIsKnown() throws Exception {
        Late late = new Late();
        Agents agents = agents(late, 100);
        says("a", "healthy");
        List<Turn> prompted = new ArrayList<>();
        TopologyConversation socket = conversation(agents, Transport.WEBSOCKET);
        TopologyConversation events = conversation(agents, Transport.SSE);
        assertThat(words(socket.open(prompted::add))).hasSize(1);
        assertThat(words(events.open(prompted::add))).hasSize(1);
        Turn asked = socket.receive("{\"type\":\"request_snapshot\"}");
        assertThat(words(asked)).isEmpty();
        asked.afterwards().run();
        assertThat(prompted).isEmpty();

        late.answer.complete(Map.of(
                "b",
                "{\"channel\":\"agents:status\",\"data\":{\"agent_id\":\"b\",\"status\":\"error\"},"
                        + "\"timestamp\":\"2026-02-12T10:00:00Z\"}"));

        assertThat(prompted).hasSize(2);
        for (Turn turn : prompted) {
            assertThat(known(words(turn).getFirst())).containsExactly("a healthy", "b error");
        }
    }

    /** MYC-1, MYC-15. */
    @Test
    void tellsASocketWhenItAsks() throws Exception {
        TopologyConversation socket = conversation(agents(store, 100), Transport.WEBSOCKET);
        says("a", "healthy");

        assertThat(words(socket.open(_ -> {})))
                .extracting(Message::json)
                .containsExactly("{\"type\":\"connected\",\"message\":\"Topology stream connected\","
                        + "\"timestamp\":\"2026-02-12T10:30:05Z\"}");
        assertThat(known(
                        words(socket.receive("{\"type\":\"request_snapshot\"}")).getFirst()))
                .containsExactly("a healthy");
    }

    /** MYC-19, MYC-4. */
    @Test
    void tellsAnEventSourceAfterItsGreeting() {
        assertThat(words(conversation(agents(store, 100), Transport.SSE).open(_ -> {})))
                .extracting(Message::event)
                .containsExactly("connected", "snapshot");
    }
}
