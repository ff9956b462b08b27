package io.mycostream.gateway.dialect.mas;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Translation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDialectTest {

    private static Translation translate(EventDialect stream, String payload, @Nullable String source) {
        return stream.translate(
                        new Publication(stream.channel(), null, "id-1", "2026-02-12T10:30:00.123456", source, payload))
                .orElseThrow();
    }

    private static Message said(EventDialect stream, String payload, @Nullable String source) {
        return translate(stream, payload, source).message().orElseThrow();
    }

    /** MYC-6, MYC-7, MYC-8, MYC-5. */
    @ParameterizedTest
    @CsvSource({
        "SCIENTIFIC, experiments:data, experiment_data, experiment_id",
        "TOPOLOGY, agents:status, agent_status, agent_id",
        "CREP, crep:live, crep_update, category",
    })
    void tellsWhatWasPublished(EventDialect stream, String channel, String type, String key) {
        String data = "{\"" + key + "\": \"x-1\", \"data\": {\"measurement\": 123.450}}";

        assertThat(stream.channel().name()).isEqualTo(channel);
        assertThat(translate(stream, data, "s:1").keys()).containsExactly("x-1");
        assertThat(said(stream, data, "s:1"))
                .isEqualTo(new Message(
                        "{\"type\":\"" + type + "\",\"timestamp\":\"2026-02-12T10:30:00.123456\",\"source\":\"s:1\","
                                + "\"data\":" + data + "}",
                        type,
                        "id-1"));
    }

    /** MYC-6: {@code source} is always there and may be null. */
    @Test
    void sourceMayBeNull() {
        assertThat(said(EventDialect.SCIENTIFIC, "{}", null).json()).contains("\"source\":null");
    }

    /** COM-2, MYC-10: what lacks the member that others are told apart by is for those who want everything. */
    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"category\":7}", "{\"category\":null}", "{\"Category\":\"vessel\"}"})
    void dropsNothing(String payload) {
        Translation translation = translate(EventDialect.CREP, payload, null);

        assertThat(translation.keys()).isEmpty();
        assertThat(translation.message().orElseThrow().json()).endsWith("\"data\":" + payload + "}");
    }

    /** COM-5. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"big\":123456789012345678901234567890,\"tiny\":1e-400,\"exact\":1.10}",
                "{ \"pretty\" :\n\t[ 1 ,\r\n 2 ] }",
                "{\"text\":\"\\u2028 \u2028 \\ud83c\\udf44 🍄 \\u0000 \\/\"}",
            })
    void dataIsWhatWasPublished(String payload) {
        assertThat(said(EventDialect.TOPOLOGY, payload, null).json()).endsWith(",\"data\":" + payload + "}");
    }
}
