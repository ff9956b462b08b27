package io.mycostream.gateway.dialect.mas;

import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Translation;
import io.mycostream.publisher.wire.ChannelNames;
import io.mycostream.publisher.wire.RawJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The device stream of Mycosoft MAS: each client hears one device, whose id is the key. What a client says is its {@link
 * DeviceConversation}.
 *
 * <p>A publication on {@code devices:telemetry} is {@code {"device_id": string, "telemetry": object}}; clients get {@code
 * {"type": "telemetry", "timestamp", "source", "device_id", "data": <telemetry>}}, the telemetry untouched.
 */
enum DeviceDialect implements Dialect {
    DEVICES;

    static final Channel CHANNEL = new Channel(ChannelNames.DEVICES_TELEMETRY);

    @Override
    public Optional<Translation> translate(Publication publication) {
        Map<String, String> members = MasEvent.members(publication);
        String telemetry = members.getOrDefault("telemetry", "{}");
        return RawJson.string(members.get("device_id"))
                .filter(deviceId -> !deviceId.isEmpty() && telemetry.startsWith("{"))
                .map(deviceId -> new Reading(publication, deviceId, telemetry));
    }

    private record Reading(Publication publication, String deviceId, String telemetry) implements Translation {

        @Override
        public List<String> keys() {
            return List.of(deviceId);
        }

        @Override
        public Optional<Message> message() {
            String json = MasEvent.begin("telemetry", publication)
                    .string("device_id", deviceId)
                    .raw("data", telemetry)
                    .end();
            return Optional.of(new Message(json, "telemetry", publication.id()));
        }
    }
}
