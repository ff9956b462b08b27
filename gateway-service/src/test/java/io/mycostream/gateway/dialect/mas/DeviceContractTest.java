package io.mycostream.gateway.dialect.mas;

import io.mycostream.gateway.dialect.DialectContract;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.transport.LastEventId;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What the device stream promises as every dialect does. COM-28. */
class DeviceContractTest extends DialectContract {

    @Override
    protected Map<String, Supplier<Conversation>> conversations() {
        return Map.of(
                "websocket", () -> conversation(false, Transport.WEBSOCKET),
                "resumable websocket", () -> conversation(true, Transport.WEBSOCKET),
                "sse", () -> conversation(false, Transport.SSE));
    }

    private static Conversation conversation(boolean resumable, Transport transport) {
        return new DeviceConversation("lab \"1\"\n", new LastEventId(resumable, ""), transport);
    }

    @Override
    protected List<String> frames() {
        return List.of(
                "{\"type\":\"ping\",\"n\":[1,2.5,{\"x\":null}]}", "{\"type\":\"set_filter\",\"category\":\"a\"}");
    }

    @Override
    protected Map<Channel, List<String>> payloads() {
        return Map.of(
                DeviceDialect.CHANNEL,
                List.of("{\"device_id\":\"lab 1\",\"telemetry\":{\"temperature\":22.5,\"list\":[1,{}]}}"));
    }
}
