package io.mycostream.gateway.dialect.geminivideo;

import static io.mycostream.gateway.dialect.geminivideo.Published.json;
import static io.mycostream.gateway.dialect.geminivideo.Published.told;
import static io.mycostream.gateway.dialect.geminivideo.Published.translated;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlatDialectTest {

    /** GV-1, COM-4. */
    @ParameterizedTest
    @EnumSource
    void addsWhatIsMissingAndNothingElse(FlatDialect dialect) {
        assertThat(told(dialect, "job_progress:job_1", "{\"jobId\": \"job_1\", \"progress\": 0.50}"))
                .isEqualTo(new Message("""
                        {"type":"job_progress","timestamp":"2026-02-12T10:30:00","id":"id-1",\
                        "jobId": "job_1", "progress": 0.50}""", null, "id-1"));
    }

    /** GV-1, GV-20. */
    @Test
    void whatIsThereStaysAsItIs() {
        String whole = "{\"type\":\"mine\",\"timestamp\":null,\"id\":\"x\",\"jobId\":\"job_1\"}";

        assertThat(told(FlatDialect.EVENTS, "job_progress:job_1", whole)).isEqualTo(new Message(whole, null, "x"));
    }

    /** GV-1, COM-5: not a character of the rest is touched. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"big\":123456789012345678901234567890,\"exact\":1.10,\"tiny\":1e-400}",
                "{\"a\":1,\"a\":2}",
                "{ \"pretty\" :\n\t[ 1 ,\r\n 2 ] }",
                "{\"text\":\"\\u2028 \u2028 \\ud83c\\udf44 🍄 \\u0000 \\/\",\"null\":null}",
                "{\"nested\":{\"type\":\"x\",\"id\":\"y\",\"timestamp\":[{}]}}",
            })
    void theRestIsWhatWasPublished(String data) {
        String json = told(FlatDialect.SOCKETS, "live_metrics:e", data).json();

        assertThat(json).endsWith(",\"id\":\"id-1\"," + data.substring(1));
    }

    /** GV-1. */
    @Test
    void anEmptyObjectIsAnEventToo() {
        assertThat(told(FlatDialect.SOCKETS, "alerts", "{}").json())
                .isEqualTo("{\"type\":\"alert\",\"timestamp\":\"2026-02-12T10:30:00\",\"id\":\"id-1\"}");
    }

    /** GV-2. */
    @ParameterizedTest
    @CsvSource({
        "job_progress, job_progress",
        "video_render:job_1, video_render_progress",
        "ai_stream:s:1, ai_stream_chunk",
        "campaign_metrics:c1, campaign_metrics",
        "ab_test_results:t1, ab_test_result",
        "alerts, alert",
        "alerts:bob, alert",
        "live_metrics:e1, live_metric_update",
        "council_score:r1, council_score_stream",
        "creative_evaluation:r1, ai_evaluation_stream",
    })
    void theTypeFollowsFromTheChannel(String channel, String type) {
        assertThat(json(told(FlatDialect.EVENTS, channel, "{\"x\":1}").json())
                        .path("type")
                        .textValue())
                .isEqualTo(type);
    }

    /** GV-28. */
    @Test
    void chunksOfAnEvaluationStayWithoutType() {
        assertThat(told(FlatDialect.EVENTS, "creative_evaluation:r1", "{\"chunk\":\"Good\"}")
                        .json())
                .isEqualTo("{\"timestamp\":\"2026-02-12T10:30:00\",\"id\":\"id-1\",\"chunk\":\"Good\"}");
        assertThat(told(FlatDialect.SOCKETS, "ai_stream:s", "{\"chunk\":\"Good\"}")
                        .json())
                .contains("\"type\":\"ai_stream_chunk\"");
    }

    /** GV-20: an id that is no string is part of the object, and no id on the wire. */
    @ParameterizedTest
    @ValueSource(strings = {"7", "null", "[\"x\"]", "{}"})
    void onlyAStringIsTheIdOfAnEvent(String id) {
        Message message = told(FlatDialect.EVENTS, "video_render:j", "{\"id\":" + id + "}");

        assertThat(message.id()).isNull();
        assertThat(message.json()).endsWith("\"id\":" + id + "}");
    }

    /** COM-23: where only the latest of each thing waits for a slow client, a channel is one. */
    @Test
    void theKeyIsTheChannel() {
        assertThat(translated(FlatDialect.SOCKETS, "job_progress:a:b", "{\"jobId\":\"c\"}")
                        .keys())
                .containsExactly("job_progress:a:b");
    }

    /** GV-23, GV-24: over WebSocket they are events like any other. */
    @ParameterizedTest
    @ValueSource(strings = {"complete", "error"})
    void whatEndsAStreamIsHeardAndNotTold(String type) {
        String data = "{\"type\":\"" + type + "\"}";

        assertThat(translated(FlatDialect.EVENTS, "campaign_metrics:c1", data).message())
                .isEmpty();
        assertThat(told(FlatDialect.SOCKETS, "campaign_metrics:c1", data).json())
                .contains("\"type\":\"" + type + "\"");
    }
}
