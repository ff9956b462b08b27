package io.mycostream.gateway.dialect.greenlang;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Translation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GreenLangDialectTest {

    private static Translation translate(String channel, String payload) {
        return GreenLangDialect.GREENLANG
                .translate(new Publication(new Channel(channel), null, "id-1", "2026-02-12T10:30:00", null, payload))
                .orElseThrow();
    }

    private static List<String> streams(String channel, String payload) {
        return translate(channel, payload).keys();
    }

    /** GL-1, GL-2, GL-5. */
    @ParameterizedTest
    @CsvSource({
        "greenlang:agent:status, agent.status",
        "greenlang:calculation:progress, calculation.progress",
        "greenlang:alarm:update, alarm.update",
        "greenlang:metrics:update, metrics.update",
        "greenlang:job:complete, job.complete",
        "greenlang:error, error",
    })
    void namesTheEventAfterItsChannel(String channel, String event) {
        assertThat(translate(channel, "{\"x\": 1}").message())
                .contains(new Message("{\"x\": 1}", event, "id-1", 3_000));
    }

    /** GL-5, GL-7. */
    @Test
    void tellsWhomAnEventIsAbout() {
        assertThat(streams("greenlang:agent:status", "{\"agent_id\":\"001\"}")).containsExactly("agent:001");
        assertThat(streams("greenlang:calculation:progress", "{\"agent_id\":\"001\",\"job_id\":\"j\"}"))
                .containsExactly("job:j", "agent:001");
        assertThat(streams("greenlang:alarm:update", "{\"alarm_id\":\"a\",\"agent_id\":\"001\"}"))
                .containsExactly("agent:001");
        assertThat(streams("greenlang:metrics:update", "{\"source_id\":\"001\",\"agent_id\":\"2\"}"))
                .containsExactly("agent:001");
        assertThat(streams("greenlang:job:complete", "{\"job_id\":\"j\",\"agent_id\":\"001\"}"))
                .as("a job's stream has its progress only")
                .containsExactly("agent:001");
        assertThat(streams("greenlang:error", "{\"message\":\"m\",\"agent_id\":\"001\"}"))
                .containsExactly("agent:001");
    }

    /** GL-8. */
    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"agent_id\":null}", "{\"agent_id\":1}", "{\"agent_id\":\"\"}", "{\"agent_id\":[\"a\"]}"
            })
    void eventWithoutItsIdIsForTheGlobalStreamAlone(String payload) {
        assertThat(streams("greenlang:agent:status", payload)).isEmpty();
        assertThat(streams("greenlang:error", payload)).isEmpty();
        assertThat(streams("greenlang:calculation:progress", payload)).isEmpty();
    }

    /** GL-9. */
    @ParameterizedTest
    @CsvSource({
        "001, agent:001, job:001",
        "agent:001, agent:001, job:agent:001",
        "job:001, agent:job:001, job:001",
        "agent:agent:001, agent:agent:001, job:agent:agent:001",
        "Agent:001, agent:Agent:001, job:Agent:001",
        "a b/c%64 \u00e4, agent:a b/c%64 \u00e4, job:a b/c%64 \u00e4",
    })
    void putsTheKindBeforeAnIdOnce(String id, String agent, String job) {
        assertThat(streams("greenlang:calculation:progress", "{\"agent_id\":\"" + id + "\",\"job_id\":\"" + id + "\"}"))
                .containsExactly(job, agent);
        assertThat(StreamName.ofAgent(id)).isEqualTo(agent);
        assertThat(StreamName.ofJob(id)).isEqualTo(job);
    }

    /** GL-6, COM-5. */
    @Test
    void passesOnWhatItDoesNotKnow() {
        String odd =
                "{ \"agent_id\":\"1\",\"status\":\"DANCING\",\"big\":123456789012345678901,\n\"x\":\"\u2028\\u0000\"}";

        assertThat(translate("greenlang:agent:status", odd)
                        .message()
                        .orElseThrow()
                        .json())
                .isEqualTo(odd);
    }
}
