package io.mycostream.gateway.dialect.mas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.StreamPosition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentBoardTest {

    private static final Instant NOW = Instant.parse("2026-02-12T10:30:05Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AgentBoard board = new AgentBoard(100, 1 << 20);

    private static AgentStatus status(String payload) {
        return status(payload, "2026-02-12T10:30:00", null);
    }

    private static AgentStatus status(String payload, String timestamp, @Nullable StreamPosition position) {
        return AgentStatus.of(
                        new Publication(EventDialect.TOPOLOGY.channel(), position, "id", timestamp, "agent:x", payload))
                .orElseThrow();
    }

    private static String of(String agentId, String status) {
        return "{\"agent_id\":\"" + agentId + "\",\"status\":\"" + status + "\",\"details\":{}}";
    }

    private JsonNode snapshot() throws Exception {
        return JSON.readTree(AgentBoard.snapshot(board.statuses(), NOW).json());
    }

    private static JsonNode node(String details) throws Exception {
        String payload = "{\"agent_id\":\"a\",\"status\":\"healthy\",\"details\":" + details + "}";
        return JSON.readTree(status(payload).node().json());
    }

    private List<String> ids() throws Exception {
        return snapshot()
                .path("nodes")
                .valueStream()
                .map(node -> node.path("id").textValue())
                .toList();
    }

    /** MYC-15. */
    @Test
    void isTheContractsSnapshot() throws Exception {
        board.put(AgentStatus.of(new Publication(
                        EventDialect.TOPOLOGY.channel(),
                        null,
                        "id",
                        "2026-02-12T10:30:00",
                        "agent:ceo_agent",
                        "{\"agent_id\":\"ceo_agent\",\"status\":\"healthy\",\"details\":{\"tasks_completed\":42}}"))
                .orElseThrow());

        assertThat(snapshot()).isEqualTo(JSON.readTree("""
                {"type": "snapshot", "nodes": [{"id": "ceo_agent", "label": "ceo_agent", "status": "healthy",
                  "last_heartbeat": "2026-02-12T10:30:00", "category": null, "capabilities": 0, "version": null,
                  "source": "agent:ceo_agent", "details": {"tasks_completed": 42}}],
                 "edges": [], "agent_count": 1, "timestamp": "2026-02-12T10:30:05Z"}"""));
    }

    /** MYC-16: no agents. */
    @Test
    void isEmptyWhenNobodyHasSaidAnything() {
        assertThat(AgentBoard.snapshot(board.statuses(), NOW).json())
                .isEqualTo("{\"type\":\"snapshot\",\"nodes\":[],\"edges\":[],\"agent_count\":0,"
                        + "\"timestamp\":\"2026-02-12T10:30:05Z\"}");
        assertThat(AgentBoard.snapshot(board.statuses(), NOW).event()).isEqualTo("snapshot");
        assertThat(AgentBoard.snapshot(board.statuses(), NOW).id()).isNull(); // MYC-5
    }

    /** MYC-16. */
    @Test
    void hasTheLatestOfEachAgentOnce() throws Exception {
        board.put(status(of("b", "healthy")));
        board.put(status(of("a", "healthy")));
        board.put(status(of("b", "error"), "2026-02-12T10:31:00", null));

        JsonNode snapshot = snapshot();
        assertThat(ids()).containsExactly("a", "b");
        assertThat(snapshot.path("agent_count").intValue()).isEqualTo(2);
        assertThat(snapshot.path("nodes").path(1).path("status").textValue()).isEqualTo("error");
        assertThat(snapshot.path("nodes").path(1).path("last_heartbeat").textValue())
                .isEqualTo("2026-02-12T10:31:00");
    }

    /** MYC-17. */
    @Test
    void takesFromTheDetailsWhatStandsThere() throws Exception {
        JsonNode node = node("{\"name\":\"The CEO\",\"category\":\"core\",\"version\":\"1.2\",\"capabilities\":7}");

        assertThat(node.path("label").textValue()).isEqualTo("The CEO");
        assertThat(node.path("category").textValue()).isEqualTo("core");
        assertThat(node.path("version").textValue()).isEqualTo("1.2");
        assertThat(node.path("capabilities").intValue()).isEqualTo(7);
    }

    /** MYC-17. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | 3",
                "2.5 | 2.5",
                "[\"a\",{\"b\":[1]},null] | 3",
                "[] | 0",
                "\"many\" | 0",
                "null | 0",
                "{} | 0"
            })
    void countsCapabilities(String capabilities, String expected) throws Exception {
        assertThat(node("{\"capabilities\":" + capabilities + "}")
                        .path("capabilities")
                        .asText())
                .isEqualTo(expected);
    }

    /** MYC-17. */
    @Test
    void dependenciesAreEdges() throws Exception {
        board.put(status("{\"agent_id\":\"a\",\"status\":\"x\","
                + "\"details\":{\"dependencies\":[\"b\",\"großer \\\"c\\\"\",7,null,\"b\"]}}"));
        board.put(status("{\"agent_id\":\"b\",\"status\":\"x\",\"details\":{\"dependencies\":\"a\"}}"));

        assertThat(snapshot().path("edges")).isEqualTo(JSON.readTree("""
                [{"from":"a","to":"b","type":"depends_on"},
                 {"from":"a","to":"großer \\"c\\"","type":"depends_on"}]"""));
    }

    /** COM-5. */
    @Test
    void detailsAreWhatWasPublished() throws Exception {
        String details = "{\"big\":123456789012345678901234567890, \"x\":[1.10,\"\\u2028\"]}";

        assertThat(status("{\"agent_id\":\"a\",\"details\":" + details + "}")
                        .node()
                        .json())
                .endsWith(",\"details\":" + details + "}");
    }

    /** MYC-16: whatever it has said, it was seen. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"agent_id\":\"a\"}",
                "{\"agent_id\":\"a\",\"status\":7,\"details\":[]}",
                "{\"agent_id\":\"a\",\"status\":null,\"details\":\"fine\"}",
            })
    void anAgentOfFewWordsIsOnTheBoard(String payload) throws Exception {
        board.put(status(payload));

        JsonNode node = snapshot().path("nodes").path(0);
        assertThat(node.path("id").textValue()).isEqualTo("a");
        assertThat(node.path("status").isNull()).isTrue();
        assertThat(node.path("details")).isEqualTo(JSON.readTree("{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"agent_id\":\"\"}", "{\"agent_id\":7}", "{\"agent_id\":null}"})
    void whatIsAboutNoAgentIsNotOnTheBoard(String payload) {
        assertThat(AgentStatus.of(new Publication(EventDialect.TOPOLOGY.channel(), null, "id", "now", null, payload)))
                .isEmpty();
    }

    @Test
    void forgetsWhoHasSaidNothingForLongest() throws Exception {
        AgentBoard small = new AgentBoard(2, 1 << 20);
        small.put(status(of("a", "x")));
        small.put(status(of("b", "x")));
        small.put(status(of("a", "y")));

        assertThat(small.put(status(of("c", "x")))).containsExactly("b");
        assertThat(small.statuses()).extracting(AgentStatus::agentId).containsExactly("a", "c");
    }

    @Test
    void forgetsWhenTheStatusesAreTooLarge() {
        AgentBoard small = new AgentBoard(100, 1_000);
        small.put(status(of("a", "x".repeat(400))));
        small.put(status(of("b", "x".repeat(400))));

        assertThat(small.put(status(of("c", "x".repeat(2_000))))).containsExactly("a", "b");
        assertThat(small.statuses()).as("one of any size has its place").hasSize(1);
        assertThat(small.put(status(of("d", "x")))).containsExactly("c");
    }

    @Test
    void theNewerOneStaysWhenOthersHaveKeptSome() {
        board.put(status(of("a", "heard"), "2026-02-12T10:30:00Z", null));
        board.put(status(of("b", "heard"), "2026-02-12T10:30:00Z", null));
        board.put(status(of("c", "heard"), "2026-02-12T10:30:00Z", new StreamPosition(7, "e")));
        board.put(status(of("d", "heard"), "2026-02-12T10:30:00Z", new StreamPosition(7, "e")));
        board.put(status(of("e", "heard"), "some time", null));

        board.merge(List.of(
                status(of("a", "kept"), "2026-02-12T10:29:59", null),
                status(of("b", "kept"), "2026-02-12T11:30:01+01:00", null),
                status(of("c", "kept"), "2026-02-12T10:40:00Z", new StreamPosition(6, "e")),
                status(of("d", "kept"), "2026-02-12T10:20:00Z", new StreamPosition(8, "e")),
                status(of("e", "kept"), "2026-02-12T10:40:00Z", null),
                status(of("f", "kept"), "some time", null)));

        assertThat(board.statuses())
                .extracting(status -> status.agentId() + " "
                        + JSON.readTree(status.node().json()).path("status").textValue())
                .containsExactlyInAnyOrder("a heard", "b kept", "c heard", "d kept", "e heard", "f kept");
    }

    @Test
    void theOldestOfTheKeptAreForgottenFirst() {
        AgentBoard small = new AgentBoard(3, 1 << 20);
        small.put(status(of("heard", "x"), "2026-02-12T10:00:00Z", null));

        List<String> forgotten = small.merge(List.of(
                status(of("old", "x"), "2026-02-12T10:10:00Z", null),
                status(of("new", "x"), "2026-02-12T10:30:00Z", null),
                status(of("middle", "x"), "2026-02-12T10:20:00Z", null)));

        assertThat(forgotten).containsExactly("old");
        assertThat(small.statuses()).extracting(AgentStatus::agentId).containsExactly("middle", "new", "heard");
    }

    /** Details of thousands of agents are read once, not for every client. */
    @Test
    void aNodeIsMadeOnce() {
        AgentStatus status = status(of("a", "x"));

        assertThat(status.node()).isSameAs(status.node());
    }

    @Test
    void whatIsKeptIsReadAgain() {
        AgentStatus status = status(of("a", "x"), "2026-02-12T10:30:00.123456", new StreamPosition(7, "e-1"));

        AgentStatus read = AgentStatus.kept("a", status.envelope()).orElseThrow();

        assertThat(read.node()).isEqualTo(status.node());
        assertThat(read.envelope()).isEqualTo(status.envelope());
    }

    /** Whatever somebody has written there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{\"agent_id\":\"a\",\"status\":\"bare\"}",
                "{\"channel\":\"c\",\"data\":7,\"timestamp\":\"t\"}",
                "{\"channel\":\"c\",\"data\":{\"agent_id\":\"other\"},\"timestamp\":\"t\"}",
                "{\"channel\":\"c\",\"data\":{\"agent_id\":\"a\"}}",
            })
    void whatIsNoStatusOfTheAgentIsNotTaken(String kept) {
        assertThat(AgentStatus.kept("a", kept)).isEmpty();
    }
}
