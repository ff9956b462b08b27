package io.mycostream.gateway.dialect.veritas;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Translation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanDialectTest {

    private static final String TIME = "2026-02-12T10:30:00.5Z";

    private static Optional<String> told(String planId, String payload) {
        return PlanDialect.PLANS
                .translate(new Publication(PlanDialect.channel(planId), null, "m-1", TIME, "plan:x", payload))
                .flatMap(Translation::message)
                .map(Message::json);
    }

    /** VER-1, VER-2. */
    @Test
    void tellsAllSixMembers() {
        assertThat(told("plan_123", """
                        {"event_type": "step_progress", "plan_id": "plan_123", "step_id": "step_1",
                         "data": {"progress": 0.5, "message": "Processing 50%"},
                         "timestamp": "2025-10-08T14:30:00.123456", "event_id": "e-1"}"""))
                .contains("{\"event_type\":\"step_progress\",\"plan_id\":\"plan_123\",\"step_id\":\"step_1\","
                        + "\"data\":{\"progress\": 0.5, \"message\": \"Processing 50%\"},"
                        + "\"timestamp\":\"2025-10-08T14:30:00.123456\",\"event_id\":\"e-1\"}");
    }

    /** VER-1, VER-2: what is not there is filled in. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event_type\":\"plan_started\"}",
                "{\"event_type\":\"plan_started\",\"step_id\":null,\"data\":null,\"timestamp\":null,\"event_id\":null}",
                "{\"event_type\":\"plan_started\",\"step_id\":7,\"data\":{},\"timestamp\":1,\"event_id\":\"\"}",
            })
    void fillsInWhatIsNotThere(String payload) {
        assertThat(told("p", payload))
                .contains("{\"event_type\":\"plan_started\",\"plan_id\":\"p\",\"step_id\":null,\"data\":{},"
                        + "\"timestamp\":\"" + TIME + "\",\"event_id\":\"m-1\"}");
    }

    /** VER-2: the channel says which plan it is about, colons and all. */
    @ParameterizedTest
    @ValueSource(strings = {"other", "a:b", "veritas:plan:p", "a b/c%2F", "große 🍄", "\\\"}"})
    void planIsTheOneOfTheChannel(String planId) {
        Publication publication = new Publication(
                PlanDialect.channel(planId), null, "m", TIME, null, "{\"event_type\":\"x\",\"plan_id\":\"inside\"}");

        Translation translation = PlanDialect.PLANS.translate(publication).orElseThrow();

        assertThat(translation.keys()).isEqualTo(List.of());
        assertThat(translation.message().orElseThrow().json())
                .contains("\"plan_id\":" + io.mycostream.publisher.wire.RawJson.quote(planId) + ",")
                .doesNotContain("inside");
    }

    /** VER-2, VER-3: no type, one of the gateway's own, or data that is no object. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"event_type\":null}",
                "{\"event_type\":7}",
                "{\"event_type\":[\"step_started\"]}",
                "{\"type\":\"step_started\"}",
                "{\"event_type\":\"ping\"}",
                "{\"event_type\":\"pong\",\"data\":{\"timestamp\":1}}",
                "{\"event_type\":\"\\u0070ing\"}",
                "{\"event_type\":\"error\",\"data\":[]}",
                "{\"event_type\":\"error\",\"data\":\"{}\"}",
            })
    void dropsWhatIsNoEvent(String payload) {
        assertThat(told("p", payload)).isEmpty();
    }

    /** VER-3. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plan_started",
                "plan_completed",
                "plan_failed",
                "plan_paused",
                "plan_resumed",
                "step_started",
                "step_completed",
                "step_failed",
                "step_progress",
                "quality_check",
                "review_required",
                "metrics_update",
                "health_update",
                "error",
                "something_else",
                "PING",
            })
    void forwardsEveryOtherType(String type) {
        assertThat(told("p", "{\"event_type\":\"" + type + "\"}").orElseThrow())
                .startsWith("{\"event_type\":\"" + type + "\",");
    }

    /** COM-5: untouched to the last character. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"big\":123456789012345678901234567890,\"exact\":1.10}",
                "{ \"pretty\" :\n\t[ 1 ,\r\n 2 ] }",
                "{\"text\":\"\\u2028 \u2028 \\ud83c\\udf44 🍄 \\u0000 \\/\"}",
            })
    void dataIsWhatWasPublished(String data) {
        assertThat(told("p", "{\"event_type\":\"x\",\"data\":" + data + "}").orElseThrow())
                .contains(",\"data\":" + data + ",\"timestamp\":");
    }
}
