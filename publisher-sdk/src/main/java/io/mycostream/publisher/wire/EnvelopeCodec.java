package io.mycostream.publisher.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes what is published on Redis.
 *
 * <p>Two forms are read. An <em>envelope</em> is an object with a string {@code channel} and a member {@code data}:
 *
 * <pre>
 * {"channel": "devices:telemetry", "data": {...}, "timestamp": "2026-02-12T10:30:00.123456Z",
 *  "source": "device:mushroom1", "message_id": "0f0e...", "epoch": "5d3a-1", "offset": 17}
 * </pre>
 *
 * An event that comes late, from where it waited, has {@code "replayed": true} as well; others lack the member.
 *
 * <p>Any other object is a <em>bare event</em> and is the data itself. Only {@code channel} and {@code data} have to be
 * there; further members, and members of another type than the one shown, are passed over.
 */
public final class EnvelopeCodec {

    private EnvelopeCodec() {}

    /** Writes the envelope as one line unless its data has line breaks. Absent source and id are written as null. */
    public static String encode(Envelope envelope) {
        StringBuilder json = new StringBuilder(envelope.data().length() + 256);
        json.append("{\"channel\":").append(RawJson.quote(envelope.channel()));
        json.append(",\"data\":").append(RawJson.escapeHalfPairs(envelope.data()));
        if (envelope.timestamp() != null) {
            json.append(",\"timestamp\":").append(RawJson.quote(envelope.timestamp()));
        }
        json.append(",\"source\":").append(stringOrNull(envelope.source()));
        json.append(",\"message_id\":").append(stringOrNull(envelope.messageId()));
        if (envelope.replayed()) {
            json.append(",\"replayed\":true");
        }
        Position position = envelope.position();
        if (position != null) {
            json.append(",\"epoch\":").append(RawJson.quote(position.epoch()));
            json.append(",\"offset\":").append(position.offset());
        }
        return json.append('}').toString();
    }

    /**
     * Reads a message.
     *
     * @param redisChannel where it arrived; this and not the member {@code channel} becomes the envelope's channel
     * @param utf8 the whole message
     * @throws EnvelopeFormatException if the bytes are not UTF-8, not one JSON object, or an envelope whose data is no
     *     object
     */
    public static Envelope decode(String redisChannel, byte[] utf8) throws EnvelopeFormatException {
        String text = text(utf8);
        Map<String, String> members = members(text);
        String data = members.get("data");
        if (data == null || !isString(members.get("channel"))) {
            return new Envelope(redisChannel, text.strip(), null, null, null, null);
        }
        if (!data.startsWith("{")) {
            throw new EnvelopeFormatException("data of an envelope must be a JSON object, got " + kind(data));
        }
        return new Envelope(
                redisChannel,
                data,
                RawJson.string(members.get("timestamp")).orElse(null),
                RawJson.string(members.get("source")).orElse(null),
                RawJson.string(members.get("message_id")).orElse(null),
                position(members.get("epoch"), members.get("offset")).orElse(null),
                "true".equals(members.get("replayed")));
    }

    private static String text(byte[] utf8) throws EnvelopeFormatException {
        try {
            // a new decoder reports what is no UTF-8, where new String would replace it in silence
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new EnvelopeFormatException("expected UTF-8, which these " + utf8.length + " bytes are not");
        }
    }

    private static Map<String, String> members(String text) throws EnvelopeFormatException {
        try {
            return RawJson.members(text);
        } catch (RawJsonException refused) {
            throw new EnvelopeFormatException(refused);
        }
    }

    private static Optional<Position> position(@Nullable String rawEpoch, @Nullable String rawOffset) {
        String epoch = RawJson.string(rawEpoch).orElse("");
        if (epoch.isEmpty() || rawOffset == null) {
            return Optional.empty();
        }
        try {
            long offset = Long.parseLong(rawOffset);
            return offset < 1 ? Optional.empty() : Optional.of(new Position(epoch, offset));
        } catch (NumberFormatException noInteger) {
            return Optional.empty();
        }
    }

    private static String stringOrNull(@Nullable String text) {
        return text == null ? "null" : RawJson.quote(text);
    }

    private static boolean isString(@Nullable String rawMember) {
        return rawMember != null && rawMember.startsWith("\"");
    }

    private static String kind(String rawMember) {
        return switch (rawMember.charAt(0)) {
            case '[' -> "an array";
            case '"' -> "a string";
            case 't', 'f' -> "a boolean";
            case 'n' -> "null";
            default -> "a number";
        };
    }
}
