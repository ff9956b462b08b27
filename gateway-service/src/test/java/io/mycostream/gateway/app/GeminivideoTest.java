package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.local.RedisServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The realtime API where its transcripts do not reach: sizes, other HTTP versions, Redis' absence, many at once. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class GeminivideoTest {

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @ConfigProperty(name = "quarkus.http.limits.max-initial-line-length")
    int longestLine;

    @SuppressWarnings("NullAway.Init") // given by RedisAndKeys
    RedisServer redis;

    @BeforeEach
    void nobodyIsThereAndRedisDelivers() {
        lab.awaitNobody();
        await().atMost(Duration.ofSeconds(20)).until(() -> lab.health("ready").statusCode() == 200);
    }

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    private HttpWire events(String target) {
        return lab.request("GET /api/stream/" + target + " HTTP/1.1", "Authorization: Bearer " + tokens.ofSomebody());
    }

    private SocketClient socket() {
        SocketClient socket = lab.socket(lab.to("/ws?token=" + tokens.ofSomebody()));
        assertThat(socket.next().path("type").textValue()).isEqualTo("connected");
        return socket;
    }

    private JsonNode stats() {
        HttpWire answer =
                lab.request("GET /api/realtime/stats HTTP/1.1", "Authorization: Bearer " + tokens.ofSomebody());
        assertThat(answer.status()).isEqualTo(200);
        return Json.read(answer.fixedBody());
    }

    /** GV-27: a transcript may fill the address. */
    @Test
    void aTranscriptMayBeLong() throws Exception {
        int others = 200;
        String transcript = "x".repeat(longestLine - others);
        try (TranscriptListener worker = TranscriptListener.to(redis.port(), "council_score:requests")) {
            HttpWire events = events("council-score?videoUrl=v&transcript=" + transcript);

            assertThat(Json.read(events.next().data()).path("requestId").textValue())
                    .isNotEmpty();
            assertThat(Json.read(worker.next()).path("data").path("transcript").textValue())
                    .isEqualTo(transcript);
        }
        assertThat(events("council-score?videoUrl=v&transcript=" + "x".repeat(longestLine))
                        .status())
                .isEqualTo(414);
    }

    /** GV-27, COM-32: over HTTP/2 the address is one of the headers. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTranscriptMayBeLongOverHttp2(boolean upgrade) {
        Http2Client.Stream stream = lab.http2(upgrade)
                .open("/api/stream/council-score?videoUrl=v&transcript=" + "x".repeat(60_000) + "&token="
                        + tokens.ofSomebody());

        assertThat(stream.response().version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(Json.read(stream.next().data()).path("requestId").textValue())
                .isNotEmpty();
    }

    /** GV-26, COM-27, COM-28. */
    @ParameterizedTest
    @ValueSource(strings = {"content=%zz", "content=%", "%=x"})
    void anAddressThatCannotBeReadIsTheClientsFault(String query) {
        HttpWire answer = events("evaluate-creative?" + query);

        assertThat(answer.status()).isIn(200, 400);
        socket().close();
    }

    /** GV-23, COM-29: over every version the response ends with its last event. */
    @ParameterizedTest
    @ValueSource(strings = {"1.1", "1.0"})
    void theResponseEnds(String version) {
        HttpWire events = lab.request(
                "GET /api/stream/render-progress/j1 HTTP/" + version, "Authorization: Bearer " + tokens.ofSomebody());
        events.next();

        lab.publishTo("video_render:j1", "{\"stage\":\"complete\"}");

        assertThat(Json.read(events.next().data()).path("stage").textValue()).isEqualTo("complete");
        assertThat(events.next().event()).isEqualTo("complete");
        assertThat(events.endsWithin(Duration.ofSeconds(2))).isTrue();
    }

    /** GV-20, COM-30. */
    @Test
    void pagesOfAnyOriginMayListen() {
        assertThat(events("campaign-metrics/c1").header("Access-Control-Allow-Origin"))
                .contains("*");
        HttpWire page = lab.request(
                "GET /api/stream/campaign-metrics/c1 HTTP/1.1",
                "Authorization: Bearer " + tokens.ofSomebody(),
                "Origin: https://page.example");
        assertThat(page.header("Access-Control-Allow-Origin")).contains("https://page.example");
    }

    /** GV-9, COM-7: many channels, one order in each. */
    @Test
    void severalChannelsKeepTheirOrder() {
        SocketClient socket = socket();
        for (int channel = 0; channel < 20; channel++) {
            socket.send("{\"type\":\"subscribe\",\"channel\":{\"type\":\"job_progress\",\"id\":\"" + channel + "\"}}");
            assertThat(socket.next().path("success").booleanValue()).isTrue();
        }

        for (int n = 0; n < 200; n++) {
            lab.publishTo("job_progress:" + n % 20, "{\"n\":" + n + "}");
        }

        List<Integer> heard = new ArrayList<>();
        for (int n = 0; n < 200; n++) {
            heard.add(socket.next().path("n").intValue());
        }
        for (int channel = 0; channel < 20; channel++) {
            int mine = channel;
            assertThat(heard).filteredOn(n -> n % 20 == mine).isSorted().hasSize(10);
        }
    }

    /** GV-10: nothing of it arrives any more, also of what was published just before the answer. */
    @Test
    void nothingComesAfterTheAnswerToAnUnsubscription() {
        SocketClient socket = socket();
        String channel = "{\"type\":\"job_progress\",\"id\":\"j1\"}";
        for (int round = 0; round < 20; round++) {
            socket.send("{\"type\":\"subscribe\",\"channel\":" + channel + "}");
            assertThat(socket.next().path("type").textValue()).isEqualTo("subscribed");
            lab.publishTo("job_progress:j1", "{\"n\":1}");
            socket.send("{\"type\":\"unsubscribe\",\"channel\":" + channel + "}");
            lab.publishTo("job_progress:j1", "{\"n\":2}");
            JsonNode next = socket.next();
            while (next.path("type").textValue().equals("job_progress")) {
                next = socket.next();
            }
            assertThat(next.path("type").textValue()).isEqualTo("unsubscribed");
            assertThat(socket.unreadUpToPong()).isEmpty();
        }
    }

    /** GV-29: many at once, each its own. */
    @Test
    void eachClientHearsItsOwnRequest() {
        Map<String, HttpWire> all = new LinkedHashMap<>();
        for (int i = 0; i < 8; i++) {
            HttpWire events = events("evaluate-creative?content=" + i);
            all.put(Json.read(events.next().data()).path("requestId").textValue(), events);
        }
        assertThat(all).hasSize(8);

        all.keySet().forEach(id -> lab.publishTo("creative_evaluation:" + id, "{\"chunk\":\"" + id + "\"}"));
        all.keySet().forEach(id -> lab.publishTo("creative_evaluation:" + id, "{\"type\":\"complete\"}"));

        all.forEach((id, events) -> {
            assertThat(Json.read(events.next().data()).path("chunk").textValue())
                    .isEqualTo(id);
            assertThat(events.next().event()).isEqualTo("complete");
        });
    }

    /** GV-30. */
    @Test
    void theStatisticsSayWhenRedisIsAway() {
        assertThat(stats().path("status").textValue()).isEqualTo("healthy");
        redis.pause();
        try {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> stats().path("status").textValue().equals("degraded"));
            assertThat(stats().path("channels").path("isConnected").booleanValue())
                    .isFalse();
            assertThat(lab.request("GET /health HTTP/1.1").status()).isEqualTo(200);
        } finally {
            redis.resume();
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> stats().path("status").textValue().equals("healthy"));
    }

    /** GV-31. */
    @Test
    void whoLeavesIsForgottenSoon() throws Exception {
        HttpWire events = events("render-progress/j1");
        events.next();
        SocketClient socket = socket();
        socket.send("{\"type\":\"subscribe\",\"channel\":{\"type\":\"alerts\"}}");
        socket.next();
        assertThat(stats().path("channels").path("totalSubscriptions").intValue())
                .isEqualTo(3);

        events.reset();
        socket.close();

        await().atMost(Duration.ofSeconds(5)).until(() -> {
            JsonNode now = stats();
            return now.path("sse").path("totalConnections").intValue() == 0
                    && now.path("channels").path("activeChannels").intValue() == 0;
        });
    }
}
