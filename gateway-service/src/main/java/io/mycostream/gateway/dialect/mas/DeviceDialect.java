package io.mycostream.gateway.dialect.mas;

import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Translation;
import io.mycostream.gateway.transport.LastEventId;
import io.mycostream.publisher.wire.ChannelNames;
import io.mycostream.publisher.wire.RawJson;
import io.mycostream.publisher.wire.RawJsonException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The device stream of Mycosoft MAS: each client hears one device, whose id is the key. What a client says is its {@link
 * DeviceConversation}.
 *
 * <p>Its WebSocket clients know nothing of ids and gaps, and are told nothing of them. Those that asked to be are spoken to
 * in {@link #RESUMABLE_DEVICES}, and EventSource clients have both by nature.
 *
 * <p>A publication on {@code devices:telemetry} is {@code {"device_id": string, "telemetry": object}}; clients get {@code
 * {"type": "telemetry", "timestamp", "source", "device_id", "data": <telemetry>}}, the telemetry untouched.
 */
enum DeviceDialect implements Dialect {
    /** As the dashboards have always known it. */
    DEVICES(false),
    /**
     * For clients that say that they can return: each event, and the greeting too, names the {@code message_id} to return
     * with, and gaps are told over WebSocket as well.
     */
    RESUMABLE_DEVICES(true);

    static final Channel CHANNEL = new Channel(ChannelNames.DEVICES_TELEMETRY);

    private final boolean resumable;

    DeviceDialect(boolean resumable) {
        this.resumable = resumable;
    }

    /** How to speak with a client that asked in this way to be able to return. */
    static DeviceDialect of(LastEventId last) {
        return last.parameter() ? RESUMABLE_DEVICES : DEVICES;
    }

    /** Whether clients are told of gaps also where those who do not ask are not, and what to return with. */
    boolean resumable() {
        return resumable;
    }

    @Override
    public Optional<Translation> translate(Publication publication) {
        Map<String, String> members = members(publication.payload());
        String telemetry = members.getOrDefault("telemetry", "{}");
        return RawJson.string(members.get("device_id"))
                .filter(deviceId -> !deviceId.isEmpty() && telemetry.startsWith("{"))
                .map(deviceId -> new Reading(publication, deviceId, telemetry, resumable));
    }

    private static Map<String, String> members(String payload) {
        try {
            return RawJson.members(payload);
        } catch (RawJsonException broken) {
            throw new IllegalArgumentException("a publication's payload is one JSON object", broken);
        }
    }

    private record Reading(Publication publication, String deviceId, String telemetry, boolean withId)
            implements Translation {

        @Override
        public List<String> keys() {
            return List.of(deviceId);
        }

        @Override
        public Optional<Message> message() {
            JsonText json = new JsonText()
                    .string("type", "telemetry")
                    .string("timestamp", publication.timestamp())
                    .string("source", publication.source())
                    .string("device_id", deviceId);
            if (withId) {
                json.string("message_id", publication.id());
            }
            return Optional.of(new Message(json.raw("data", telemetry).end(), "telemetry", publication.id()));
        }
    }
}
