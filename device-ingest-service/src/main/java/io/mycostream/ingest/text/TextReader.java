package io.mycostream.ingest.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.JsonObjects;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Understands one line of console text. Nothing is refused: what nobody can use is {@link TextMessage.Malformed} or {@link
 * TextMessage.Noise}.
 *
 * <p>Source: the console output of the MycoBrain firmwares, production Side A, ScienceComms, Advanced, minimal, the device
 * manager, the dual BME688 console and the LoRa gateway.
 */
public final class TextReader {

    private static final List<String> RADIO_MEMBERS = List.of("lora_init", "wifi_init", "ble_init", "ble", "sent");
    private static final long UNSIGNED_INT_MAX = 0xFFFF_FFFFL;
    private static final int UNSIGNED_BYTE_MAX = 0xFF;

    private TextReader() {}

    /** What a line says. Blanks around it do not matter. */
    public static TextMessage read(String line) {
        String text = line.strip();
        if (!text.startsWith("{")) {
            return SensorLine.read(text)
                    .<TextMessage>map(
                            readings -> new TextMessage.Measurement(TextClass.SENSOR_LINE, readings, Optional.empty()))
                    .orElseGet(TextMessage.Noise::new);
        }
        return JsonObjects.read(text).map(TextReader::object).orElseGet(TextMessage.Malformed::new);
    }

    private static TextMessage object(ObjectNode body) {
        JsonNode type = body.path("type");
        if (type.isTextual()) {
            return typed(type.textValue(), body);
        }
        if (body.path("ts_ms").isNumber() && body.path("sensor").isTextual()) {
            return new TextMessage.Measurement(TextClass.SENSOR_JSON, body, Optional.empty());
        }
        return linkHeader(body).orElseGet(() -> untyped(body));
    }

    private static TextMessage typed(String type, ObjectNode body) {
        return switch (type) {
            case "telemetry" ->
                new TextMessage.Measurement(TextClass.TELEMETRY, opened(body), TextIdentity.in(body, type));
            case "tele" -> new TextMessage.Measurement(TextClass.TELEMETRY, body, TextIdentity.in(body, type));
            case "ack" -> new TextMessage.Answer(true, body);
            case "err", "error" -> new TextMessage.Answer(false, body);
            default -> new TextMessage.Announcement(type, body, TextIdentity.in(body, type));
        };
    }

    /** Human mode wraps its values in {@code data}; they are put beside it as well, where machine mode has them. */
    private static ObjectNode opened(ObjectNode body) {
        if (body.path("data") instanceof ObjectNode values) {
            for (Map.Entry<String, JsonNode> value : values.properties()) {
                if (!body.has(value.getKey())) {
                    body.set(value.getKey(), value.getValue());
                }
            }
        }
        return body;
    }

    private static Optional<TextMessage> linkHeader(ObjectNode body) {
        boolean header = isUnsigned(body.path("type"), UNSIGNED_BYTE_MAX)
                && isUnsigned(body.path("seq"), UNSIGNED_INT_MAX)
                && isUnsigned(body.path("src"), UNSIGNED_BYTE_MAX)
                && isUnsigned(body.path("dst"), UNSIGNED_BYTE_MAX);
        return header
                ? Optional.of(new TextMessage.LinkHeader(
                        body.path("type").intValue(),
                        body.path("seq").longValue(),
                        body.path("src").intValue(),
                        body.path("dst").intValue()))
                : Optional.empty();
    }

    private static TextMessage untyped(ObjectNode body) {
        boolean radio = (body.has("side") && body.has("status"))
                || RADIO_MEMBERS.stream().anyMatch(body::has)
                || (body.size() == 1 && body.has("error"));
        return radio ? new TextMessage.LinkStatus(body) : new TextMessage.OtherObject(body);
    }

    private static boolean isUnsigned(JsonNode value, long max) {
        return value.isIntegralNumber()
                && value.canConvertToLong()
                && value.longValue() >= 0
                && value.longValue() <= max;
    }
}
