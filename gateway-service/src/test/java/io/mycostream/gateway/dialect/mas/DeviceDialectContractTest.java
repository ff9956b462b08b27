package io.mycostream.gateway.dialect.mas;

import io.mycostream.gateway.dialect.DialectContract;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.transport.LastEventId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class DeviceDialectContractTest extends DialectContract {

    @Override
    protected List<Conversation> conversations() {
        List<Conversation> conversations = new ArrayList<>();
        for (Transport transport : Transport.values()) {
            for (boolean returning : List.of(false, true)) {
                conversations.add(new DeviceConversation("lab 1", new LastEventId(returning, ""), transport));
            }
        }
        return conversations;
    }

    @Override
    protected List<String> frames() {
        return List.of("{\"type\":\"ping\",\"further\":[1,{\"x\":null}]}");
    }

    @Override
    protected Map<Channel, List<String>> payloads() {
        return Map.of(
                DeviceDialect.CHANNEL, List.of("{\"device_id\":\"lab 1\",\"telemetry\":{\"t\":22.5,\"deep\":[{}]}}"));
    }
}
