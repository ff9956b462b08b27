package io.mycostream.ingest.app;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.ingest.app.rest.TokenBench;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.local.PseudoTerminal;
import io.mycostream.publisher.wire.RedisKeys;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** Boards as users see them, from the pseudo-terminal to the answer. */
@QuarkusTest
@WithTestResource(Bench.class)
@WithTestResource(TokenBench.class)
@Timeout(60)
@SuppressWarnings("NullAway.Init") // Quarkus injects
class DevicesTest {

    private static final int TELEMETRY = 1;
    private static final int HELLO = 6;
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String TWIN = "mycobrain-c40a24/twin";
    private static final ObjectMapper JSON = new ObjectMapper();

    Bench bench;
    TokenBench tokens;

    @Test
    void twoBoardsThatClaimOneIdAreShownWithTheirLinksUntilOneIsUnplugged() {
        try (PseudoTerminal first = plugInto("twin-a")) {
            first.write(hello(1, "2.1.0"));
            first.write(frame(TELEMETRY, 2, "{\"n\":2}"));
            first.write(frame(TELEMETRY, 5, "{\"n\":5}"));
            await().atMost(SOON)
                    .untilAsserted(() -> twin().body("state", equalTo("online"))
                            .body("links[0].link", equalTo(bench.path("twin-a")))
                            .body("links[0].transport", equalTo("serial"))
                            .body("links[0].firmware_version", equalTo("2.1.0"))
                            .body("links[0].role", equalTo("mushroom1"))
                            .body("links[0].sensors", contains("bme688_a"))
                            .body("links[0].capabilities", contains("led", "estop"))
                            .body("links[0].counts.frames", equalTo(3))
                            .body("links[0].counts.telemetry", equalTo(2))
                            .body("links[0].counts.gaps", equalTo(1))
                            .body("links[0].counts.missing", equalTo(2)));

            try (PseudoTerminal second = plugInto("twin-b")) {
                second.write(hello(1, "2.0.0"));
                await().atMost(SOON)
                        .untilAsserted(() -> twin().body("state", equalTo("conflict"))
                                .body("links.link", contains(bench.path("twin-a"), bench.path("twin-b")))
                                .body("links.firmware_version", contains("2.1.0", "2.0.0"))
                                .body("links.online", everyItem(equalTo(true))));
                list("state=conflict").body("devices.device_id", hasItem(TWIN));
            }

            await().atMost(SOON)
                    .untilAsserted(() -> twin().body("state", equalTo("online"))
                            .body("links.online", contains(true, false))
                            .body("links.reason", contains(null, "unplugged")));
        }
        await().atMost(SOON).untilAsserted(() -> twin().body("state", equalTo("offline")));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(changesOf(TWIN))
                        .containsExactly(
                                "online online",
                                "conflict conflict",
                                "offline online unplugged",
                                "offline offline unplugged"));
        try (Jedis redis = new Jedis(bench.redis().uri())) {
            assertThat(redis.hgetAll(RedisKeys.latest("devices:status")))
                    .anySatisfy((field, value) ->
                            assertThat(field).contains(bench.path("twin-a")).contains(TWIN))
                    .anySatisfy((field, value) ->
                            assertThat(field).contains(bench.path("twin-b")).contains(TWIN));
        }
    }

    @Test
    void aPortWithNothingButNoiseShowsWhatIsRefusedThere() {
        try (PseudoTerminal line = plugInto("noisy")) {
            byte[] damaged = frame(TELEMETRY, 1, "{\"n\":1}");
            damaged[damaged.length - 2] ^= 1;
            line.write(damaged);
            line.write(damaged);

            String id = bench.nameOf("noisy");
            await().atMost(SOON)
                    .untilAsserted(() -> device(id)
                            .statusCode(200)
                            .body("state", equalTo("offline"))
                            .body("links[0].reason", equalTo("not_heard"))
                            .body("links[0].link_open", equalTo(true))
                            .body("links[0].first_heard", nullValue())
                            .body("links[0].counts.rejected", equalTo(2))
                            .body("links[0].counts.rejected_by_reason.crc_error", equalTo(2)));
        }
    }

    @Test
    void saysWhatIsWrongWithAQuestion() {
        device("nobody")
                .statusCode(404)
                .body("error", equalTo("no board \"nobody\" is known here, expected one that GET /api/devices lists"));
        asked("state=there")
                .statusCode(400)
                .body("error", equalTo("state is \"there\", expected online, offline or conflict"));
        asked("limit=0").statusCode(400).body("error", equalTo("limit is \"0\", expected a number from 1 to 1000"));
        asked("limit=many")
                .statusCode(400)
                .body("error", equalTo("limit is \"many\", expected a number from 1 to 1000"));
    }

    @Test
    void listsPageByPage() {
        try (PseudoTerminal first = plugInto("twin-a");
                PseudoTerminal second = plugInto("twin-b")) {
            first.write(frame(HELLO, 1, "{\"device_id\":\"page-1\"}"));
            second.write(frame(HELLO, 1, "{\"device_id\":\"page-2\"}"));
            await().atMost(SOON)
                    .untilAsserted(() -> list("state=online")
                            .body("devices.device_id", hasItem("page-1"))
                            .body("devices.device_id", hasItem("page-2"))
                            .body("total", greaterThan(1)));

            list("limit=1&after=page-1").body("devices.device_id", contains("page-2"));
            list("limit=1&after=page-0")
                    .body("devices.device_id", contains("page-1"))
                    .body("next", equalTo("page-1"));
            list("after=zzz").body("devices.size()", equalTo(0)).body("next", nullValue());
            list("state=offline").body("devices.device_id", not(hasItem("page-1")));
        }
    }

    private ValidatableResponse twin() {
        return device(TWIN).statusCode(200).body("device_id", equalTo(TWIN));
    }

    private ValidatableResponse device(String id) {
        return given().auth()
                .oauth2(tokens.admin())
                .get("/api/devices/{id}", id)
                .then();
    }

    private ValidatableResponse list(String query) {
        return asked(query).statusCode(200);
    }

    private ValidatableResponse asked(String query) {
        return given().auth()
                .oauth2(tokens.admin())
                .get("/api/devices?" + query)
                .then();
    }

    private List<String> changesOf(String deviceId) throws IOException {
        List<String> changes = new ArrayList<>();
        try (Jedis redis = new Jedis(bench.redis().uri())) {
            for (var entry :
                    redis.xrange(RedisKeys.history("devices:status"), (StreamEntryID) null, (StreamEntryID) null)) {
                JsonNode data = JSON.readTree(entry.getFields().get("e")).path("data");
                if (data.path("device_id").asText().equals(deviceId)) {
                    changes.add((data.path("change").asText()
                                    + ' '
                                    + data.path("state").asText()
                                    + ' '
                                    + data.path("reason").asText(""))
                            .strip());
                }
            }
        }
        return changes;
    }

    private static byte[] hello(long seq, String firmware) {
        return frame(HELLO, seq, """
                {"device_id":"%s","firmware_version":"%s","role":"mushroom1","sensors":["bme688_a"],\
                "capabilities":["led","estop"]}""".formatted(TWIN, firmware));
    }

    private PseudoTerminal plugInto(String port) {
        PseudoTerminal board = bench.plugInto(port);
        await().atMost(SOON).until(board::isOpenAtHost);
        return board;
    }

    private static byte[] frame(int type, long seq, String body) {
        return MdpFrame.of(new MdpHeader(type, seq, 0, 0, 0xA1, 0xC0), body.getBytes(UTF_8))
                .encode();
    }
}
