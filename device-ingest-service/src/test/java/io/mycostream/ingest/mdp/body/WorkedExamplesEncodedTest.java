package io.mycostream.ingest.mdp.body;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.Examples;
import io.mycostream.ingest.mdp.Examples.Valid;
import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.mdp.PayloadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every valid frame of the worked examples, made from its printed JSON: the bytes have to be those printed. */
class WorkedExamplesEncodedTest {

    private static final List<Valid> EXAMPLES = Examples.valid();

    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void isWrittenAsPrinted(Valid example) throws JsonProcessingException {
        JsonNode printed = EXACT.readTree(example.json());
        MdpFrame frame = printed.path("variant").asText().equals("mdp1-be13") ? backend(printed) : board(printed);

        assertThat(frame.raw()).isEqualTo(example.raw());
        assertThat(frame.encode()).isEqualTo(example.wire());
    }

    private static MdpFrame backend(JsonNode printed) {
        MdpType type = MdpType.valueOf(printed.path("type").asText());
        return new BackendJson(type, (ObjectNode) printed.path("payload"))
                .frame(printed.path("seq").intValue(), printed.path("timestamp").longValue());
    }

    private static MdpFrame board(JsonNode printed) {
        List<MdpFlag> flags = new ArrayList<>();
        printed.path("flags").forEach(flag -> flags.add(MdpFlag.valueOf(flag.asText())));
        return body(printed)
                .frame(
                        MdpEndpoint.valueOf(printed.path("src").asText()),
                        MdpEndpoint.valueOf(printed.path("dst").asText()),
                        printed.path("seq").longValue(),
                        printed.path("ack").longValue(),
                        flags.toArray(MdpFlag[]::new));
    }

    private static Body body(JsonNode printed) {
        MdpType type = MdpType.valueOf(printed.path("type").asText());
        PayloadKind kind = PayloadKind.valueOf(printed.path("kind").asText().toUpperCase(Locale.ROOT));
        ObjectNode payload = (ObjectNode) printed.path("payload");
        return switch (kind) {
            case JSON -> new BoardJson(type, payload);
            case ENVELOPE -> envelope(payload);
            case EMPTY, HEARTBEAT -> new NoBody(type);
            case TELEMETRY_V1, COMMAND, CMD_RESULT, ACK_EXT, WIFISENSE, DRONE_TELEMETRY, DRONE_MISSION_STATUS ->
                Structure.of(kind, payload);
            case RAW -> throw new AssertionError("no example is raw");
        };
    }

    private static DurableEnvelope envelope(ObjectNode payload) {
        List<DurableEnvelope.Reading> pack = new ArrayList<>();
        for (JsonNode reading : payload.path("pack")) {
            String id = reading.path("id").asText();
            JsonNode value = reading.path("v");
            pack.add(
                    reading.path("u").asText().equals("V")
                            ? DurableEnvelope.Reading.volts(id, value.doubleValue())
                            : DurableEnvelope.Reading.output(id, value.intValue() == 1));
        }
        return new DurableEnvelope(
                payload.at("/hdr/deviceId").asText(),
                payload.at("/hdr/device_role").asText(),
                Optional.of(payload.at("/hdr/device_display_name").asText()),
                payload.path("seq").longValue(),
                payload.at("/ts/utc").asLong(),
                payload.at("/ts/mono_ms").longValue(),
                pack);
    }
}
