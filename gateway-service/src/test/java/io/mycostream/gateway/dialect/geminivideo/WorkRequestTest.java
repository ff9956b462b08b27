package io.mycostream.gateway.dialect.geminivideo;

import static io.mycostream.gateway.dialect.geminivideo.Published.NOW;
import static io.mycostream.gateway.dialect.geminivideo.Published.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.publisher.wire.Envelope;
import io.mycostream.publisher.wire.EnvelopeCodec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkRequestTest {

    private static Map<String, String> council(String... more) {
        Map<String, String> parameters = new HashMap<>(Map.of("videoUrl", "https://x/v.mp4", "transcript", "Hi"));
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        return parameters;
    }

    private static WorkRequest score(Map<String, String> parameters) throws FaultyAddressException {
        return WorkRequest.councilScore(new Parameters(parameters::get), Optional.of("alice"));
    }

    private static WorkRequest evaluation(Map<String, String> parameters) throws FaultyAddressException {
        return WorkRequest.evaluation(new Parameters(parameters::get), Optional.empty());
    }

    /** GV-27. */
    @Test
    void asksTheCouncil() throws Exception {
        WorkRequest request = score(council("requestId", "r_1-A", "features", " {\"n\": 1.0} "));

        Envelope envelope =
                EnvelopeCodec.decode("elsewhere", request.message(NOW).getBytes(UTF_8));
        assertThat(request.channel().name()).isEqualTo("council_score:requests");
        assertThat(request.replyChannel().name()).isEqualTo("council_score:r_1-A");
        assertThat(json(request.message(NOW)).path("channel").textValue()).isEqualTo("council_score:requests");
        assertThat(envelope.source()).isEqualTo("gateway");
        assertThat(envelope.timestamp()).isEqualTo(NOW.toString());
        assertThat(envelope.messageId()).matches("[-0-9a-f]{36}");
        assertThat(envelope.data()).isEqualTo("""
                        {"requestId":"r_1-A","replyChannel":"council_score:r_1-A","videoUrl":"https://x/v.mp4",\
                        "transcript":"Hi","features":{"n": 1.0},"userId":"alice"}""");
    }

    /** GV-28. */
    @Test
    void asksForAnEvaluation() throws Exception {
        WorkRequest all = evaluation(Map.of("content", "Buy", "type", "ad", "creativeId", "c1", "requestId", "r1"));
        WorkRequest least = evaluation(Map.of("content", "Buy", "requestId", "r1", "type", ""));

        assertThat(all.channel().name()).isEqualTo("creative_evaluation:requests");
        assertThat(all.data()).isEqualTo("""
                        {"requestId":"r1","replyChannel":"creative_evaluation:r1","content":"Buy","type":"ad",\
                        "creativeId":"c1","userId":null}""");
        assertThat(least.data()).contains("\"type\":null,\"creativeId\":null");
    }

    /** GV-27, GV-29: nobody can guess it. */
    @Test
    void makesAnIdOfItsOwn() throws Exception {
        assertThat(score(council()).requestId()).matches("[-0-9a-f]{36}");
        assertThat(score(council()).requestId()).isNotEqualTo(score(council()).requestId());
    }

    /** GV-27. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "7", "null", "\"{}\"", "{", "{} {}", "{a:1}", "<x>"})
    void featuresAreAnObject(String features) throws Exception {
        assertThat(score(council("features", features)).data()).contains("\"features\":{},");
    }

    /** GV-26. */
    @ParameterizedTest
    @CsvSource(
            value = {"-,-", "x,-", "-,x", "x,", ",x"},
            nullValues = "-",
            emptyValue = "")
    void theCouncilNeedsAVideoAndItsTranscript(String videoUrl, String transcript) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("videoUrl", videoUrl);
        parameters.put("transcript", transcript);

        assertThatThrownBy(() -> score(parameters))
                .isInstanceOf(FaultyAddressException.class)
                .hasMessage("Missing required parameters: videoUrl, transcript");
    }

    /** GV-26. */
    @Test
    void anEvaluationNeedsContent() {
        assertThatThrownBy(() -> evaluation(Map.of("type", "ad")))
                .isInstanceOf(FaultyAddressException.class)
                .hasMessage("Missing required parameter: content");
    }

    /** GV-27; GV-29: an id that is the name of the workers' own channel would let a client hear everybody's requests. */
    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "é", "a.b", "a\n", "requests", "*"})
    void anIdOfTheClientsIsOneAndNoOtherChannel(String requestId) {
        assertThatThrownBy(() -> score(council("requestId", requestId)))
                .isInstanceOf(FaultyAddressException.class)
                .hasMessageStartingWith("requestId must have 1 to 64 letters");
        assertThatThrownBy(() -> score(council("requestId", "x".repeat(65))))
                .isInstanceOf(FaultyAddressException.class);
    }

    /** GV-27. */
    @Test
    void anIdOfTheClientsIsTaken() throws Exception {
        String longest = "x".repeat(64);

        assertThat(score(council("requestId", longest)).requestId()).isEqualTo(longest);
    }
}
