package io.mycostream.gateway.dialect.mas;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.gateway.dialect.ClientFrame;
import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.CatchUp;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.stream.Turn;
import io.mycostream.gateway.transport.LastEventId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The talk with one client of a device: a greeting, answers to {@code ping}, and what happened to the stream. */
final class DeviceConversation implements Conversation {

    private final DeviceDialect dialect;
    private final String deviceId;
    private final CatchUp catchUp;
    private final Transport transport;

    DeviceConversation(String deviceId, LastEventId last, Transport transport) {
        this.dialect = DeviceDialect.of(last);
        this.deviceId = deviceId;
        this.catchUp = last.resume().<CatchUp>map(CatchUp.InChannel::new).orElse(CatchUp.NOTHING);
        this.transport = transport;
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public Turn open(Prompt prompt) {
        return Turn.entering(new Subscription(DeviceDialect.CHANNEL, deviceId))
                .catchingUp(catchUp)
                .saying((now, recovery) -> List.of(connected(now, recovery)));
    }

    @Override
    public Turn receive(String frame) throws ProtocolException {
        JsonNode message = ClientFrame.read(frame);
        if (ClientFrame.type(message).equals("ping")) {
            return Turn.say(
                    (now, _) -> List.of(message("pong", now, typed("pong").string("device_id", deviceId))));
        }
        throw new ProtocolException("this stream knows messages of type \"ping\" only");
    }

    @Override
    public Optional<Message> tell(ServerEvent event) {
        boolean sse = transport == Transport.SSE;
        return switch (event) {
            case ServerEvent.Gap(var at, var reason)
            when dialect.resumable() || sse ->
                Optional.of(message(
                        "gap", at, typed("gap").string("reason", reason.name().toLowerCase(Locale.ROOT))));
            case ServerEvent.Misunderstood(var at, var problem) ->
                Optional.of(message("error", at, typed("error").string("message", problem)));
            case ServerEvent.Heartbeat(var at) when sse -> Optional.of(message("heartbeat", at, typed("heartbeat")));
            case ServerEvent.Draining(var at)
            when sse ->
                Optional.of(message("disconnected", at, new JsonText().string("message", "Server shutting down")));
            // on a WebSocket the PING frame and the close frame say it; of gaps its clients know nothing
            case ServerEvent.Heartbeat _, ServerEvent.Draining _, ServerEvent.Gap _ -> Optional.empty();
        };
    }

    /** The greeting; who can return is told after which event, although it has got none yet. */
    private Message connected(Instant now, Recovery recovery) {
        JsonText json = typed("connected")
                .string("message", "Device stream connected to " + deviceId)
                .string("device_id", deviceId);
        String id = dialect.resumable() ? recovery.place().orElse(null) : null;
        switch (recovery.verdict()) {
            case NOT_ASKED -> {
                if (id != null) {
                    json.string("message_id", id);
                }
            }
            case COMPLETE -> json.raw("recovered", "true");
            case INCOMPLETE -> json.raw("recovered", "false");
        }
        return new Message(json.string("timestamp", now.toString()).end(), "connected", id);
    }

    private static JsonText typed(String type) {
        return new JsonText().string("type", type);
    }

    private static Message message(String event, Instant at, JsonText members) {
        return new Message(members.string("timestamp", at.toString()).end(), event, null);
    }
}
