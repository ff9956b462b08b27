package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** COM-5, COM-6: what is published comes out of every API with equal value, however it is spelled and however large. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class PayloadsTest {

    /** Some of a message is its envelope and what the API's data has besides. */
    private static final int ENVELOPE_BYTES = 600;

    private static final int LARGEST = 1 << 20;

    /**
     * One way from Redis to a client.
     *
     * @param target what the client asks for
     * @param asks what it has to say first, or nothing
     * @param greetings messages before the first event
     * @param channel where is published
     * @param data what is published, with {@code $} for the value
     * @param place where the value stands in what the client gets, as a JSON pointer
     */
    private record Way(
            boolean socket, String target, String asks, int greetings, String channel, String data, String place) {

        @Override
        public String toString() {
            return (socket ? "ws " : "sse ") + target;
        }
    }

    private static final Way[] WAYS = {
        new Way(
                true,
                "/api/stream/scientific/live",
                "",
                1,
                "experiments:data",
                "{\"experiment_id\":\"e\",\"data\":$}",
                "/data/data"),
        new Way(
                false,
                "/api/stream/scientific",
                "",
                1,
                "experiments:data",
                "{\"experiment_id\":\"e\",\"data\":$}",
                "/data/data"),
        new Way(
                true,
                "/ws/topology",
                "",
                1,
                "agents:status",
                "{\"agent_id\":\"a\",\"status\":\"healthy\",\"details\":$}",
                "/data/details"),
        new Way(
                false,
                "/api/stream/agents",
                "",
                2,
                "agents:status",
                "{\"agent_id\":\"a\",\"status\":\"healthy\",\"details\":$}",
                "/data/details"),
        new Way(
                true,
                "/api/crep/stream?category=vessel",
                "",
                1,
                "crep:live",
                "{\"category\":\"vessel\",\"data\":$}",
                "/data/data"),
        new Way(
                true,
                "/ws/devices/payloads",
                "",
                1,
                "devices:telemetry",
                "{\"device_id\":\"payloads\",\"telemetry\":$}",
                "/data"),
        new Way(
                false,
                "/api/stream/devices/payloads",
                "",
                1,
                "devices:telemetry",
                "{\"device_id\":\"payloads\",\"telemetry\":$}",
                "/data"),
        new Way(
                true,
                "/v1/stream/telemetry",
                "",
                1,
                "ciris:telemetry",
                "{\"metric_name\":\"m\",\"tags\":$}",
                "/data/tags"),
        new Way(
                true,
                "/v1/stream/all",
                "{\"type\":\"subscribe\",\"streams\":[\"message\"]}",
                2,
                "ciris:message",
                "{\"content\":$}",
                "/data/content"),
        new Way(
                false,
                "/api/v1/stream/events",
                "",
                0,
                "greenlang:agent:status",
                "{\"agent_id\":\"a\",\"metadata\":$}",
                "/metadata"),
        new Way(
                false,
                "/api/v1/stream/jobs/payloads",
                "",
                0,
                "greenlang:calculation:progress",
                "{\"job_id\":\"payloads\",\"details\":$}",
                "/details"),
        new Way(
                true,
                "/ws",
                "{\"type\":\"subscribe\",\"channel\":{\"type\":\"job_progress\",\"id\":\"payloads\"}}",
                2,
                "job_progress:payloads",
                "{\"jobId\":\"payloads\",\"metadata\":$}",
                "/metadata"),
        new Way(
                true,
                "/ws/alerts",
                "",
                1,
                "alerts",
                "{\"type\":\"alert\",\"alertId\":\"a\",\"actions\":$}",
                "/data/actions"),
        new Way(
                false,
                "/api/stream/render-progress/payloads",
                "",
                1,
                "video_render:payloads",
                "{\"jobId\":\"payloads\",\"stage\":\"rendering\",\"x\":$}",
                "/x"),
        new Way(
                true,
                "/api/v1/streaming/ws/payloads-test?plan_id=payloads",
                "",
                1,
                "veritas:plan:payloads",
                "{\"event_type\":\"step_progress\",\"data\":$}",
                "/data"),
    };

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    static Stream<Way> ways() {
        return Stream.of(WAYS);
    }

    private static Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("letters of many languages", "{\"große\":\"Grüße, здравствуйте, こんにちは, 🍄\",\"\":\"\"}");
        values.put("line and paragraph separators", "{\"x\":\"a\u2028b\u2029c\u0085d\"}");
        values.put("escaped control characters", "{\"x\":\"\\u0000\\u0001\\n\\r\\t\\b\\f\\u001f\\u007f\\\"\\\\\\/\"}");
        values.put("half of a surrogate pair, escaped", "{\"x\":\"\\ud83c\"}");
        values.put(
                "numbers beyond 2^53",
                "{\"x\":[9007199254740993,-18446744073709551617,1e400,0.1000000000000000055511151231257827,-0]}");
        values.put("nothing, truth, emptiness, nesting", "{\"a\":null,\"b\":[true,false,{},[],[[{\"c\":{}}]]]}");
        values.put("pretty-printed", "{\r\n  \"x\" : [\n\t1 ,\r\n 2\n]\r\n}");
        values.put("text like an event of its own", "{\"x\":\"\\n\\ndata: forged\\nid: 7\\nretry: 1\\n\\n\"}");
        values.put("200 KB", "{\"x\":\"" + "é".repeat(100_000) + "\"}");
        values.put("1 MiB", "{\"x\":\"" + "y".repeat(LARGEST - ENVELOPE_BYTES) + "\"}");
        return values;
    }

    /** COM-3: what Python calls NaN is no JSON; such a message is dropped, and the next one comes. */
    @ParameterizedTest
    @MethodSource("ways")
    void comeOutWithEqualValue(Way way) {
        Reader reader = way.socket() ? socket(way) : events(way);
        for (Map.Entry<String, String> value : values().entrySet()) {
            lab.publishTo(way.channel(), envelope(way, value.getKey(), "{\"x\":NaN}"));
            lab.publishTo(way.channel(), envelope(way, value.getKey(), value.getValue()));

            String seen = reader.next();

            assertThat(TranscriptJson.read(seen).at(way.place()))
                    .as(value.getKey())
                    .isEqualTo(TranscriptJson.read(value.getValue()));
        }
    }

    private static String envelope(Way way, String id, String value) {
        String data = way.data().replace("$", value);
        String separated = id.startsWith("pretty") ? "\n , \r\n" : ",";
        return "{\"channel\":\"" + way.channel() + "\"" + separated + "\"data\":" + data + separated
                + "\"timestamp\":\"2026-02-12T10:30:00\",\"source\":\"payloads\",\"message_id\":null}";
    }

    private interface Reader {
        String next();
    }

    private Reader socket(Way way) {
        String token = (way.target().contains("?") ? "&" : "?") + "token=" + tokens.of("payloads", "OBSERVER");
        SocketClient client = lab.socket(lab.to(way.target() + token));
        if (!way.asks().isEmpty()) {
            client.send(way.asks());
        }
        for (int i = 0; i < way.greetings(); i++) {
            client.nextText();
        }
        return () -> nextEvent(client, way);
    }

    /** The gateway's own messages, as heartbeats, are no events. */
    private static String nextEvent(SocketClient client, Way way) {
        String text = client.nextText();
        while (TranscriptJson.read(text).at(way.place()).isMissingNode()) {
            text = client.nextText();
        }
        return text;
    }

    private Reader events(Way way) {
        HttpWire answer = lab.request(
                "GET " + way.target() + " HTTP/1.1", "Authorization: Bearer " + tokens.of("payloads", "OBSERVER"));
        assertThat(answer.status()).isEqualTo(200);
        for (int i = 0; i < way.greetings(); i++) {
            data(answer);
        }
        return () -> data(answer);
    }

    private static String data(HttpWire answer) {
        String text = answer.nextText();
        while (text.startsWith(":")) {
            text = answer.nextText();
        }
        return Objects.requireNonNull(TranscriptEvents.Block.parse(text.substring(0, text.length() - 2))
                .data());
    }
}
