package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.publisher.wire.RawJson;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The process heat streams over SSE: frames, routing, filters, refusals, and what they say about themselves. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class GreenLangEventsTest {

    private static final Duration SHORT = Duration.ofMillis(150);

    @Inject
    Lab lab;

    @Inject
    GreenLangLab green;

    @Inject
    Tokens tokens;

    /** Of this test alone: the streams' histories outlive each test. */
    private final String own = UUID.randomUUID().toString().substring(0, 8);

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    private String id(int n) {
        return own + '-' + n;
    }

    private List<String> ids(HttpWire events, int count) {
        return Stream.generate(events::next)
                .limit(count)
                .map(event -> String.valueOf(event.id()))
                .toList();
    }

    /** GL-1, GL-2. */
    @Test
    void framesAnEventToTheLetter() {
        HttpWire events = green.open("/events");
        green.publish(
                "agent:status", id(1), "{\"agent_id\":\"agent:001\",\"status\":\"RUNNING\",\"progress_percent\":50}");

        assertThat(events.nextText()).isEqualTo("""
                id: %s
                event: agent.status
                data: {"agent_id":"agent:001","status":"RUNNING","progress_percent":50}
                retry: 3000

                """.formatted(id(1)));
    }

    /** GL-3, GL-4, COM-29, COM-30. */
    @Test
    void opensWithItsHeadersAloneAndTellsEverythingFromThenOn() {
        HttpWire events = green.open("/agents/" + own, "Origin: https://dashboard.example");

        assertThat(events.statusLine()).isEqualTo("HTTP/1.1 200 OK");
        assertThat(events.header("Content-Type")).contains("text/event-stream");
        assertThat(events.header("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("no-cache"));
        assertThat(events.header("X-Accel-Buffering")).contains("no");
        assertThat(events.header("Access-Control-Allow-Origin")).isPresent();
        assertThat(events.silentFor(SHORT)).isTrue();
        green.publish("agent:status", id(1), "{\"agent_id\":\"" + own + "\"}");
        assertThat(events.next().id()).isEqualTo(id(1));
    }

    /** GL-3, COM-9: fifty times, with the head as the only sign that the stream is open. */
    @Test
    void tellsWhatIsPublishedRightAfterTheHead() {
        for (int n = 1; n <= 50; n++) {
            try (HttpWire events = green.open("/jobs/" + own)) {
                green.publish("calculation:progress", id(n), "{\"job_id\":\"" + own + "\"}");
                assertThat(events.next().id()).isEqualTo(id(n));
            }
        }
    }

    /** GL-5, GL-7, GL-8, GL-9, GL-10. */
    @Test
    void routesEachEventToItsStreams() {
        HttpWire global = green.open("/events");
        HttpWire agent = green.open("/agents/" + own);
        HttpWire prefixed = green.open("/agents/agent:" + own);
        HttpWire job = green.open("/jobs/" + own);
        HttpWire other = green.open("/agents/other-" + own);
        String agentId = "\"agent_id\":\"" + own + "\"";
        String prefixedId = "\"agent_id\":\"agent:" + own + "\"";

        green.publish("agent:status", id(1), "{" + agentId + "}");
        green.publish("calculation:progress", id(2), "{\"job_id\":\"" + own + "\"," + prefixedId + "}");
        green.publish("alarm:update", id(3), "{\"alarm_id\":\"a\"," + prefixedId + "}");
        green.publish("metrics:update", id(4), "{\"source_id\":\"" + own + "\",\"metrics\":{}}");
        green.publish("job:complete", id(5), "{\"job_id\":\"" + own + "\"," + agentId + "}");
        green.publish("error", id(6), "{\"message\":\"m\"," + agentId + "}");
        green.publish("error", id(7), "{\"message\":\"of nobody\"}");
        green.publish("agent:status", id(8), "{\"status\":\"IDLE\"}");
        green.publish("calculation:progress", id(9), "{\"job_id\":\"job:" + own + "\"}");
        green.publish("agent:status", id(10), "{\"agent_id\":\"other-" + own + "\"}");

        assertThat(ids(global, 10))
                .isEqualTo(
                        Stream.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10).map(this::id).toList());
        List<String> ofAgent = Stream.of(1, 2, 3, 4, 5, 6).map(this::id).toList();
        assertThat(ids(agent, 6)).isEqualTo(ofAgent);
        assertThat(ids(prefixed, 6)).isEqualTo(ofAgent);
        assertThat(ids(job, 2)).containsExactly(id(2), id(9));
        assertThat(ids(other, 1)).containsExactly(id(10));
        assertThat(agent.silentFor(SHORT)).isTrue();
        assertThat(job.silentFor(SHORT)).isTrue();
    }

    /** GL-11. */
    @Test
    void tellsOnlyTheTypesThatAreAskedFor() {
        HttpWire two = green.open("/events?event_types=alarm.update,%20error%20,unheard.of");
        HttpWire ofAgent = green.open("/agents/" + own + "?event_types=metrics.update");
        HttpWire all = green.open("/events?event_types=");
        HttpWire none = green.open("/events?event_types=unheard.of");
        HttpWire job = green.open("/jobs/" + own + "?event_types=error");
        assertThat(none.status()).isEqualTo(200);

        green.publish("agent:status", id(1), "{\"agent_id\":\"" + own + "\"}");
        green.publish("alarm:update", id(2), "{\"agent_id\":\"" + own + "\"}");
        green.publish("metrics:update", id(3), "{\"source_id\":\"" + own + "\"}");
        green.publish("error", id(4), "{}");
        green.publish("calculation:progress", id(5), "{\"job_id\":\"" + own + "\"}");

        assertThat(ids(two, 2)).containsExactly(id(2), id(4));
        assertThat(ids(ofAgent, 1)).containsExactly(id(3));
        assertThat(ids(all, 5)).isEqualTo(Stream.of(1, 2, 3, 4, 5).map(this::id).toList());
        assertThat(ids(job, 1)).as("a job's stream has no filter").containsExactly(id(5));
        assertThat(Stream.of(two, ofAgent, none)).allMatch(events -> events.silentFor(SHORT));
    }

    /** GL-9, COM-31: decoded once, and the same as in the events. */
    @ParameterizedTest
    @ValueSource(strings = {"a b", "a:b", "a/b", "50%", "%2F", "räucher-ø-🍄", "agent:x/y", "a?b#c&d"})
    void matchesIdsExactly(String odd) {
        String agentId = odd + own;
        HttpWire agent = green.open("/agents/" + Lab.encoded(agentId));
        HttpWire job = green.open("/jobs/" + Lab.encoded(agentId));
        String json = RawJson.quote(agentId);

        green.publish("calculation:progress", id(1), "{\"job_id\":" + json + ",\"agent_id\":" + json + "}");

        assertThat(agent.next().id()).isEqualTo(id(1));
        assertThat(job.next().id()).isEqualTo(id(1));
        String kind = agentId.startsWith("agent:") ? "" : "agent:";
        assertThat(Json.read(green.status())
                        .path("active_streams")
                        .path(kind + agentId)
                        .path("subscribers")
                        .intValue())
                .isEqualTo(1);
    }

    /** COM-2, COM-3, COM-5, COM-8, GL-6. */
    @Test
    void tellsWhatIsPublishedAsItIs() {
        HttpWire events = green.open("/events");

        green.publishRaw("error", "no JSON");
        green.publishRaw("error", "{\"channel\":\"greenlang:error\",\"data\":[]}");
        green.publishRaw(
                "error", "{ \"message\" : \"bare\",\n \"n\": 12345678901234567890123, \"x\":\"\u2028\\u0000🍄\" }");
        green.publish("alarm:update", "two\r\nlines: x\0", "{\"severity\":\"UNHEARD\"}");

        HttpWire.Event bare = events.next();
        assertThat(bare.event()).isEqualTo("error");
        assertThat(UUID.fromString(String.valueOf(bare.id()))).isNotNull();
        assertThat(Json.read(bare.data()))
                .isEqualTo(Json.read("{\"message\":\"bare\",\"n\":12345678901234567890123,\"x\":\"\u2028\\u0000🍄\"}"));
        assertThat(events.next())
                .isEqualTo(new HttpWire.Event("twolines: x", "alarm.update", "{\"severity\":\"UNHEARD\"}"));
    }

    /** GL-26, GL-27, COM-22: the path first. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/agents",
                "/agents/",
                "/jobs",
                "/jobs/",
                "/agents/a/b",
                "/unheard",
                "/status/x",
                "/eventsx"
            })
    void knowsNoOtherPaths(String path) {
        HttpWire answer = lab.request("GET " + GreenLangLab.PREFIX + path + " HTTP/1.1");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(Json.read(answer.fixedBody()).path("error").isTextual()).isTrue();
    }

    /** COM-29: nothing but GET opens a stream. */
    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "POST", "PUT", "DELETE"})
    void opensWithGetOnly(String method) {
        HttpWire answer = lab.request(
                method + " " + GreenLangLab.PREFIX + "/events?token=" + tokens.ofSomebody() + " HTTP/1.1",
                "Content-Length: 0");

        assertThat(answer.status()).isBetween(400, 499);
    }

    /** GL-27, COM-11, COM-19. */
    @ParameterizedTest
    @ValueSource(strings = {"/events", "/agents/a", "/jobs/a", "/status"})
    void wantsAGoodToken(String path) {
        String expired = tokens.claims("somebody")
                .expiresAt(Instant.now().minusSeconds(3_600))
                .sign();

        assertThat(refusal(path)).isEqualTo("401 Authentication required");
        assertThat(refusal(path, "Authorization: Bearer no.good.token")).isEqualTo("401 Invalid token");
        assertThat(refusal(path, "Authorization: Bearer " + expired)).isEqualTo("401 Token expired");
        assertThat(lab.request("GET " + GreenLangLab.PREFIX + path + "?token=" + tokens.ofSomebody() + " HTTP/1.1")
                        .status())
                .isEqualTo(200);
    }

    private String refusal(String path, String... headers) {
        HttpWire answer = lab.request("GET " + GreenLangLab.PREFIX + path + " HTTP/1.1", headers);
        assertThat(answer.header("WWW-Authenticate")).contains("Bearer");
        return answer.status() + " "
                + Json.read(answer.fixedBody()).path("error").textValue();
    }

    /** GL-27, COM-20. */
    @Test
    void letsAUserHaveSoManyConnections() {
        String token = tokens.ofSomebody();
        for (int n = 0; n < 10; n++) {
            assertThat(withToken("/agents/" + n, token).status()).isEqualTo(200);
        }

        HttpWire refused = withToken("/events", token);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isPresent();
        assertThat(withToken("/status", token).status())
                .as("the status holds no place")
                .isEqualTo(200);
    }

    private HttpWire withToken(String path, String token) {
        return lab.request("GET " + GreenLangLab.PREFIX + path + " HTTP/1.1", "Authorization: Bearer " + token);
    }

    /** GL-23, GL-24. */
    @Test
    void saysWhichStreamsThereAre() {
        JsonNode before = Json.read(green.status());
        assertThat(before.path("total_clients").intValue()).isZero();
        HttpWire first = green.open("/agents/" + own);
        HttpWire second = green.open("/agents/agent:" + own);
        HttpWire third = green.open("/jobs/" + own + "?event_types=");
        green.publish("agent:status", id(1), "{\"agent_id\":\"" + own + "\"}");
        first.next();
        second.next();

        JsonNode status = Json.read(green.status());

        assertThat(status.path("total_clients").intValue()).isEqualTo(3);
        assertThat(status.path("active_streams").path("agent:" + own))
                .isEqualTo(Json.read("{\"subscribers\":2,\"event_history_size\":1}"));
        assertThat(status.path("active_streams").path("job:" + own))
                .isEqualTo(Json.read("{\"subscribers\":1,\"event_history_size\":0}"));
        assertThat(status.path("total_streams").intValue())
                .isEqualTo(status.path("active_streams").size());
        assertThat(status.path("config"))
                .isEqualTo(Json.read(
                        "{\"heartbeat_interval_seconds\":30,\"client_timeout_seconds\":300,\"max_queue_size\":500}"));
        assertThat(status.size()).isEqualTo(4);

        first.close();
        third.reset();
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            JsonNode later = Json.read(green.status());
            assertThat(later.path("total_clients").intValue()).isEqualTo(1);
            assertThat(later.path("active_streams").has("job:" + own)).isFalse();
        });
    }

    /** COM-32: and replay over HTTP/2. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void streamsOverHttp2(boolean upgrade) {
        green.publish("agent:status", id(1), "{\"agent_id\":\"" + own + "\"}");
        await().until(() -> green.status().contains("agent:" + own));
        Http2Client client = lab.http2(upgrade);
        Http2Client.Stream events = client.open(
                GreenLangLab.PREFIX + "/agents/" + own + "?last_event_id=none&token=" + tokens.ofSomebody());
        assertThat(events.response().version()).isEqualTo(HttpVersion.HTTP_2);

        green.publish("agent:status", id(2), "{\"agent_id\":\"" + own + "\"}");

        assertThat(events.next().id()).isEqualTo(id(1));
        assertThat(events.next().id()).isEqualTo(id(2));
    }

    /** COM-10: open streams stay open. */
    @Test
    void goesOnWhenRedisComesBack() {
        HttpWire events = green.open("/agents/" + own);
        lab.killSubscriptions();
        await().untilAsserted(() -> {
            green.publish("agent:status", UUID.randomUUID().toString(), "{\"agent_id\":\"" + own + "\"}");
            assertThat(events.silentFor(Duration.ofMillis(50))).isFalse();
        });

        assertThat(events.next().event()).isEqualTo("agent.status");
    }
}
