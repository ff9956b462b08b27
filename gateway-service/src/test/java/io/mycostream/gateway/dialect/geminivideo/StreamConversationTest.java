package io.mycostream.gateway.dialect.geminivideo;

import static io.mycostream.gateway.dialect.geminivideo.Published.NOW;
import static io.mycostream.gateway.dialect.geminivideo.Published.translated;
import static io.mycostream.gateway.dialect.geminivideo.Published.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Turn;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamConversationTest {

    private static final String TIME = ",\"timestamp\":\"2026-02-12T10:30:00.500Z\"}";

    private final EventClients clients = new EventClients();
    private final EventClient client = new EventClient(Optional.of("alice"), InstantSource.fixed(NOW));

    private StreamConversation of(ChannelType type, Completion completion) {
        return new StreamConversation(type.channel("1"), completion, client, clients);
    }

    private static Turn hears(StreamConversation stream, String channel, String data) {
        return stream.heard(translated(FlatDialect.EVENTS, channel, data));
    }

    private static Message last(Turn turn) {
        assertThat(turn.end()).contains(CloseReason.COMPLETE);
        List<Message> words = turn.answer().words(NOW, Recovery.NONE);
        assertThat(words).hasSize(1);
        return words.getFirst();
    }

    /** GV-21. */
    @Test
    void greetsWithAnIdOfTheConnection() {
        Turn opening = of(ChannelType.CAMPAIGN_METRICS, Completion.WHEN_TOLD).open(_ -> {});

        assertThat(words(opening).getFirst())
                .isEqualTo("{\"type\":\"connected\",\"message\":\"SSE connection established\",\"clientId\":\""
                        + client.id() + "\"" + TIME);
        assertThat(client.id()).matches("sse_[-0-9a-f]{36}");
    }

    /** GV-23. */
    @Test
    void aRenderingIsCompleteWithItsLastStage() {
        StreamConversation stream = of(ChannelType.VIDEO_RENDER, Completion.ofRendering("job \"1\""));

        assertThat(hears(stream, "video_render:1", "{\"stage\":\"encoding\",\"progress\":1}"))
                .isEqualTo(Turn.NOTHING);
        assertThat(last(hears(stream, "video_render:1", "{\"stage\":\"complete\"}")))
                .isEqualTo(new Message(
                        "{\"type\":\"complete\",\"data\":{\"jobId\":\"job \\\"1\\\"\",\"status\":\"completed\"}" + TIME,
                        "complete",
                        null));
    }

    /** GV-23: the numbers as they were published. */
    @Test
    void theCouncilsScoresAreCollected() {
        StreamConversation stream = of(ChannelType.COUNCIL_SCORE, new CouncilScores());
        for (String data : List.of(
                "{\"stage\":\"gemini\",\"model\":\"gemini\",\"thinking\":\"hm\",\"isComplete\":false}",
                "{\"stage\":\"gemini\",\"model\":\"gemini\",\"score\":0.1,\"isComplete\":false}",
                "{\"stage\":\"gemini\",\"model\":\"gemini\",\"score\":0.780,\"reasoning\":\"Strong\",\"isComplete\":true}",
                "{\"stage\":\"claude\",\"score\":8e-1,\"isComplete\":true}",
                "{\"stage\":\"gpt4\",\"model\":\"gpt4\",\"score\":null,\"isComplete\":true}",
                "{\"stage\":\"aggregating\",\"isComplete\":true}")) {
            assertThat(hears(stream, "council_score:1", data).end()).as(data).isEmpty();
        }

        assertThat(last(hears(
                                stream,
                                "council_score:1",
                                "{\"stage\":\"complete\",\"finalScore\":{\"composite\":0.790,\"x\":{}},\"isComplete\":true}"))
                        .json())
                .isEqualTo("{\"type\":\"complete\",\"data\":{\"scores\":["
                        + "{\"model\":\"gemini\",\"score\":0.780,\"reasoning\":\"Strong\"},"
                        + "{\"model\":null,\"score\":8e-1,\"reasoning\":null}],\"compositeScore\":0.790}" + TIME);
    }

    /** GV-23. */
    @Test
    void aCouncilMayEndWithoutAScore() {
        StreamConversation stream = of(ChannelType.COUNCIL_SCORE, new CouncilScores());

        assertThat(last(hears(stream, "council_score:1", "{\"stage\":\"complete\",\"finalScore\":7}"))
                        .json())
                .contains("\"data\":{\"scores\":[],\"compositeScore\":null}");
    }

    @Test
    void aCouncilWithoutEndFillsNoMemory() {
        StreamConversation stream = of(ChannelType.COUNCIL_SCORE, new CouncilScores());
        for (int i = 0; i < 1_000; i++) {
            hears(stream, "council_score:1", "{\"score\":" + i + ",\"isComplete\":true}");
        }

        assertThat(last(hears(stream, "council_score:1", "{\"stage\":\"complete\"}"))
                        .json())
                .contains("\"score\":999,", "\"score\":900,")
                .doesNotContain("\"score\":899,");
    }

    /** GV-23. */
    @Test
    void anEvaluationIsCompleteWithItsLastChunk() {
        StreamConversation stream = of(ChannelType.CREATIVE_EVALUATION, Completion.WITH_LAST_CHUNK);

        assertThat(hears(stream, "creative_evaluation:1", "{\"chunk\":\"a\",\"isComplete\":\"true\"}"))
                .isEqualTo(Turn.NOTHING);
        assertThat(last(hears(stream, "creative_evaluation:1", "{\"chunk\":\"b\",\"isComplete\":true}"))
                        .json())
                .isEqualTo("{\"type\":\"complete\",\"data\":null" + TIME);
    }

    /** GV-23: any stream, with what was said and when. */
    @Test
    void anyStreamIsCompleteWhenItIsSaid() {
        StreamConversation stream = of(ChannelType.AB_TEST_RESULTS, Completion.WHEN_TOLD);

        assertThat(hears(stream, "ab_test_results:1", "{\"stage\":\"complete\",\"isComplete\":true}"))
                .isEqualTo(Turn.NOTHING);
        assertThat(last(hears(stream, "ab_test_results:1", "{\"type\":\"complete\",\"data\":{\"winner\": 1.0}}")))
                .isEqualTo(new Message(
                        "{\"type\":\"complete\",\"data\":{\"winner\": 1.0},\"timestamp\":\"2026-02-12T10:30:00\"}",
                        "complete",
                        null));
    }

    /** GV-23: data is an object or null. */
    @ParameterizedTest
    @ValueSource(strings = {"", ",\"data\":null", ",\"data\":7", ",\"data\":[]"})
    void nothingMayBeSaidAtTheEnd(String data) {
        StreamConversation stream = of(ChannelType.AB_TEST_RESULTS, Completion.WHEN_TOLD);

        assertThat(last(hears(stream, "ab_test_results:1", "{\"type\":\"complete\"" + data + "}"))
                        .json())
                .contains("\"data\":null");
    }

    /** GV-24. */
    @Test
    void whatFailsSaysSo() {
        StreamConversation stream = of(ChannelType.VIDEO_RENDER, Completion.ofRendering("1"));

        assertThat(
                        last(
                                hears(
                                        stream,
                                        "video_render:1",
                                        "{\"type\":\"error\",\"error\":\"No \\\"disk\\\"\",\"timestamp\":\"now\",\"stage\":\"complete\"}")))
                .isEqualTo(new Message(
                        "{\"type\":\"error\",\"error\":\"No \\\"disk\\\"\",\"timestamp\":\"now\"}", "error", null));
        assertThat(last(hears(stream, "video_render:1", "{\"type\":\"error\",\"error\":{}}"))
                        .json())
                .contains("\"error\":\"The stream has failed\"");
    }

    /** GV-30, GV-31. */
    @Test
    void countsWhatItsClientIsSentWhileItIsThere() {
        StreamConversation stream = of(ChannelType.VIDEO_RENDER, Completion.ofRendering("1"));
        words(stream.open(_ -> {}));
        hears(stream, "video_render:1", "{}");
        hears(stream, "video_render:1", "{}");

        assertThat(clients.connected()).containsExactly(client);
        assertThat(client.eventCount()).isEqualTo(3);
        stream.ended();
        assertThat(clients.connected()).isEmpty();
    }
}
