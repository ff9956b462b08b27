package io.mycostream.ingest.app;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.ingest.app.rest.TokenBench;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.publisher.wire.RedisKeys;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** Commands through the service as it runs: over HTTP and over a real Redis, to a board on a real pseudo-terminal. */
@QuarkusTest
@WithTestResource(Bench.class)
@WithTestResource(TokenBench.class)
@Timeout(60)
@SuppressWarnings("NullAway.Init") // Quarkus injects
class CommandServiceTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    Bench bench;
    TokenBench tokens;

    @Test
    void carriesOutACommandOverHttpAndTellsTheOutcomeToWhoWaitsAndToTheChannel() throws Exception {
        try (PtyBoard board = PtyBoard.plugInto(bench, tokens, "commanded", "cmd-1")) {
            given().auth()
                    .oauth2(tokens.admin())
                    .body(
                            "{\"command\":\"output_control\",\"params\":{\"id\":\"mosfet1\",\"value\":1},\"command_id\":\"http-1\"}")
                    .queryParam("wait", 20_000)
                    .post("/api/devices/cmd-1/commands")
                    .then()
                    .statusCode(200)
                    .body("command_id", equalTo("http-1"))
                    .body("outcome", equalTo("acknowledged"))
                    .body("message", equalTo("mosfet_updated"))
                    .body("link", containsString("commanded"));

            JsonNode result = result("http-1");
            assertThat(result.path("outcome").asText()).isEqualTo("acknowledged");
            assertThat(result.path("device_id").asText()).isEqualTo("cmd-1");
            assertThat(result.path("command").asText()).isEqualTo("output_control");
            assertThat(result.path("attempts").asInt()).isPositive();
            assertThat(board.told("output_control")).isPositive();

            given().auth()
                    .oauth2(tokens.admin())
                    .body("{\"command\":\"clear_estop\"}")
                    .post("/api/devices/cmd-1/commands")
                    .then()
                    .statusCode(202)
                    .body("command_id", notNullValue())
                    .body("device_id", equalTo("cmd-1"));
            await().atMost(SOON).until(() -> board.told("clear_estop") == 1);
        }
    }

    @Test
    void saysWhyItDoesNotTakeACommand() {
        give("nobody", "{\"command\":\"health\"}", 404, "nobody: this ingest process has no link to this board");
        give("nobody", "{\"command\":\"fly\"}", 400, "command is fly, expected one of hello");
        give("nobody", "", 400, "expected a JSON object");
        give("nobody", "{\"device_id\":\"a\",\"command\":\"health\"}", 400, "expected the one in the path");
        given().auth()
                .oauth2(tokens.admin())
                .body("{\"command\":\"health\"}")
                .queryParam("wait", "soon")
                .post("/api/devices/a/commands")
                .then()
                .statusCode(400)
                .body("error", equalTo("wait is \"soon\", expected milliseconds, 0 to 30000"));
        given().body("{\"command\":\"health\"}")
                .post("/api/devices/a/commands")
                .then()
                .statusCode(401);
        given().auth()
                .oauth2(tokens.observer())
                .body("{\"command\":\"health\"}")
                .post("/api/devices/a/commands")
                .then()
                .statusCode(403)
                .body("error", equalTo("ADMIN role required"));
    }

    private void give(String device, String body, int status, String error) {
        given().auth()
                .oauth2(tokens.admin())
                .body(body)
                .post("/api/devices/" + device + "/commands")
                .then()
                .statusCode(status)
                .body("error", containsString(error));
    }

    @Test
    void carriesOutACommandThatIsPublished() throws Exception {
        try (PtyBoard board = PtyBoard.plugInto(bench, tokens, "published", "pub-1")) {
            publish(
                    "{\"device_id\":\"pub-1\",\"command\":\"read_sensors\",\"command_id\":\"redis-1\"}",
                    "{\"device_id\":\"pub-1\",\"command\":\"read_sensors\",\"command_id\":\"redis-1\"}",
                    "{\"device_id\":\"pub-1\",\"command\":\"hello\",\"command_id\":\"redis-2\"}",
                    "{\"device_id\":\"pub-1\",\"command\":\"disable_peripheral\",\"command_id\":\"redis-3\"}",
                    "{\"device_id\":\"no-such\",\"command\":\"health\",\"command_id\":\"redis-4\"}");

            assertThat(result("redis-1").path("message").asText()).isEqualTo("telemetry_sent");
            assertThat(result("redis-2").path("outcome").asText()).isEqualTo("acknowledged");
            assertThat(result("redis-3").path("outcome").asText()).isEqualTo("refused");
            assertThat(result("redis-3").path("message").asText()).isEqualTo("peripheral_unknown");
            assertThat(result("redis-4").path("outcome").asText()).isEqualTo("unreachable");
            assertThat(board.told("read_sensors")).isEqualTo(1);
        }
    }

    @Test
    void stopsABoardThatDoesNotAnswerTheCommandBefore() throws Exception {
        try (PtyBoard board = PtyBoard.plugInto(bench, tokens, "stopping", "stop-1")) {
            publish(
                    "{\"device_id\":\"stop-1\",\"command\":\"enable_peripheral\",\"command_id\":\"before\"}",
                    "{\"device_id\":\"stop-1\",\"command\":\"clear_estop\",\"command_id\":\"waits\"}");
            await().atMost(SOON).until(() -> board.told("enable_peripheral") > 0);

            publish("{\"device_id\":\"stop-1\",\"command\":\"estop\",\"command_id\":\"now\"}");

            assertThat(result("now").path("outcome").asText()).isEqualTo("acknowledged");
            assertThat(result("before").path("outcome").asText()).isEqualTo("superseded");
            assertThat(result("waits").path("outcome").asText()).isEqualTo("superseded");
            assertThat(board.told("clear_estop")).isZero();
        }
    }

    @Test
    void acknowledgesAFrameOnceRedisHasIt() {
        try (PtyBoard board = PtyBoard.plugInto(bench, tokens, "acknowledging", "ack-1")) {
            board.write(MdpFrame.of(new MdpHeader(1, 7, 0, 1, 0xA1, 0xC0), "{\"n\":7}".getBytes(UTF_8)));

            await().atMost(SOON).until(() -> board.acknowledged().contains(7L));
            assertThat(published("devices:telemetry")).anyMatch(text -> text.contains("\"telemetry\":{\"n\":7}"));
            board.write(MdpFrame.of(new MdpHeader(1, 7, 0, 1, 0xA1, 0xC0), "{\"n\":7}".getBytes(UTF_8)));
            await().atMost(SOON).until(() -> board.acknowledged().equals(List.of(7L, 7L)));

            board.write(MdpFrame.of(new MdpHeader(3, 8, 0, 3, 0xA1, 0xC0), new byte[0]));
            board.write(MdpFrame.of(new MdpHeader(1, 9, 0, 1, 0xA1, 0xC0), "{\"n\":9}".getBytes(UTF_8)));
            await().atMost(SOON).until(() -> board.acknowledged().contains(9L));
            assertThat(board.acknowledged()).containsExactly(7L, 7L, 9L);
        }
    }

    @Test
    void aFrameIsNotAcknowledgedWhileRedisIsAway() {
        try (PtyBoard board = PtyBoard.plugInto(bench, tokens, "acknowledging", "ack-1")) {
            bench.redis().kill();
            board.write(MdpFrame.of(new MdpHeader(1, 21, 0, 1, 0xA1, 0xC0), "{\"n\":21}".getBytes(UTF_8)));
            board.write(MdpFrame.of(new MdpHeader(1, 21, 0, 1, 0xA1, 0xC0), "{\"n\":21}".getBytes(UTF_8)));
            board.write(MdpFrame.of(new MdpHeader(3, 22, 0, 3, 0xA1, 0xC0), new byte[0]));
            assertThat(board.acknowledged()).isEmpty();

            bench.redis().restart();

            await().atMost(SOON).until(() -> board.acknowledged().equals(List.of(21L)));
            assertThat(published("devices:telemetry")).anyMatch(text -> text.contains("\"telemetry\":{\"n\":21}"));
        }
    }

    private void publish(String... commands) {
        try (Jedis redis = new Jedis(URI.create(bench.redis().uri()))) {
            await().atMost(SOON)
                    .until(() -> Long.valueOf(1)
                            .equals(redis.pubsubNumSub("devices:commands").get("devices:commands")));
            for (String command : commands) {
                redis.publish("devices:commands", command);
            }
        }
    }

    private JsonNode result(String commandId) throws Exception {
        await().atMost(SOON)
                .until(() -> published("devices:command-results").stream()
                        .anyMatch(text -> text.contains("\"command_id\":\"" + commandId + "\"")));
        List<String> results = published("devices:command-results").stream()
                .filter(text -> text.contains("\"command_id\":\"" + commandId + "\""))
                .toList();
        assertThat(results).hasSize(1);
        return JSON.readTree(results.getFirst()).path("data");
    }

    private List<String> published(String channel) {
        List<String> found = new ArrayList<>();
        try (Jedis redis = new Jedis(URI.create(bench.redis().uri()))) {
            for (var entry : redis.xrange(RedisKeys.history(channel), (StreamEntryID) null, (StreamEntryID) null)) {
                found.add(Objects.requireNonNull(entry.getFields().get("e")));
            }
        }
        return found;
    }
}
