package io.mycostream.gateway.dialect.mas;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.gateway.dialect.ClientFrame;
import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.ClientCommand;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Translation;
import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.transport.LastEventId;
import io.mycostream.publisher.wire.ChannelNames;
import io.mycostream.publisher.wire.RawJson;
import io.mycostream.publisher.wire.RawJsonException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The device stream of Mycosoft MAS: each client hears one device, whose id is the key.
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

    static Subscription to(String deviceId) {
        return new Subscription(CHANNEL, deviceId);
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

    private record Reading(Publication publication, String key, String telemetry, boolean withId)
            implements Translation {

        @Override
        public Message message() {
            JsonText json = typed("telemetry")
                    .string("timestamp", publication.timestamp())
                    .string("source", publication.source())
                    .string("device_id", key);
            if (withId) {
                json.string("message_id", publication.id());
            }
            return new Message(json.raw("data", telemetry).end(), "telemetry", publication.id());
        }
    }

    @Override
    public ClientCommand decode(String frame) throws ProtocolException {
        JsonNode message = ClientFrame.read(frame);
        String type = ClientFrame.type(message);
        if (type.equals("ping")) {
            return new ClientCommand.Ping();
        }
        throw new ProtocolException("this stream knows messages of type \"ping\" only");
    }

    @Override
    public Optional<Message> encode(ServerEvent event, Subscription subscription, Transport transport) {
        String deviceId = String.valueOf(subscription.key());
        return switch (event) {
            case ServerEvent.Subscribed(var at, var recovery, var place) ->
                connected(at, deviceId, recovery, place.orElse(null));
            case ServerEvent.Gap(var at, var reason)
            when resumable || transport == Transport.SSE ->
                message("gap", at, typed("gap").string("reason", reason.name().toLowerCase(Locale.ROOT)));
            case ServerEvent.Pong(var at) -> message("pong", at, typed("pong").string("device_id", deviceId));
            case ServerEvent.Misunderstood(var at, var problem) ->
                message("error", at, typed("error").string("message", problem));
            case ServerEvent.Heartbeat(var at)
            when transport == Transport.SSE -> message("heartbeat", at, typed("heartbeat"));
            case ServerEvent.Draining(var at)
            when transport == Transport.SSE ->
                message("disconnected", at, new JsonText().string("message", "Server shutting down"));
            // on a WebSocket the PING frame and the close frame say it; of gaps its clients know nothing
            case ServerEvent.Heartbeat _, ServerEvent.Draining _, ServerEvent.Gap _ -> Optional.empty();
        };
    }

    /** The greeting; who can return is told after which event, although it has got none yet. */
    private Optional<Message> connected(
            Instant at, String deviceId, Recovery.Verdict recovery, @Nullable String place) {
        JsonText json = typed("connected")
                .string("message", "Device stream connected to " + deviceId)
                .string("device_id", deviceId);
        String id = resumable ? place : null;
        switch (recovery) {
            case NOT_ASKED -> {
                if (id != null) {
                    json.string("message_id", id);
                }
            }
            case COMPLETE -> json.raw("recovered", "true");
            case INCOMPLETE -> json.raw("recovered", "false");
        }
        return Optional.of(new Message(json.string("timestamp", at.toString()).end(), "connected", id));
    }

    private static JsonText typed(String type) {
        return new JsonText().string("type", type);
    }

    private static Optional<Message> message(String event, Instant at, JsonText members) {
        return Optional.of(
                new Message(members.string("timestamp", at.toString()).end(), event, null));
    }
}
