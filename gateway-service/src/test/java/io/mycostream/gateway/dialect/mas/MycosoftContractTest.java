package io.mycostream.gateway.dialect.mas;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mycostream.gateway.broker.memory.MemoryBroker;
import io.mycostream.gateway.broker.memory.MemoryLatest;
import io.mycostream.gateway.dialect.DialectContract;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.RetentionRules;
import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.transport.LastEventId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What the four streams promise as every dialect does. COM-28. */
class MycosoftContractTest extends DialectContract {

    private final Agents agents = AgentsTest.agents(
            new MemoryBroker(new RetentionRules(List.of()), System::nanoTime),
            new MemoryLatest(),
            10,
            new SimpleMeterRegistry());

    @Override
    protected Map<String, Supplier<Conversation>> conversations() {
        Map<String, Supplier<Conversation>> all = new LinkedHashMap<>();
        for (Transport transport : Transport.values()) {
            for (boolean returns : List.of(false, true)) {
                String how = transport + (returns ? ", able to return" : "");
                Client client = new Client(new LastEventId(returns, ""), transport);
                all.put("devices over " + how, () -> new DeviceConversation("lab \"1\"\n", client));
                all.put("scientific over " + how, () -> StreamConversation.scientific(client));
                all.put("CREP over " + how, () -> new CrepConversation("ves\"sel\n", client));
                all.put("topology over " + how, () -> new TopologyConversation(agents, client));
            }
        }
        return all;
    }

    @Override
    protected List<String> frames() {
        return List.of(
                "{\"type\":\"ping\",\"n\":[1,2.5,{\"x\":null}]}",
                "{\"type\":\"set_filter\",\"category\":\"a\"}",
                "{\"type\":\"request_snapshot\"}");
    }

    @Override
    protected Map<Channel, List<String>> payloads() {
        return Map.of(
                DeviceDialect.CHANNEL,
                List.of("{\"device_id\":\"lab 1\",\"telemetry\":{\"temperature\":22.5,\"list\":[1,{}]}}"),
                EventDialect.SCIENTIFIC.channel(),
                List.of("{\"experiment_id\":\"exp-1\",\"data\":{\"measurement\":1.5}}"),
                EventDialect.TOPOLOGY.channel(),
                List.of("{\"agent_id\":\"a\",\"status\":\"healthy\",\"details\":{\"capabilities\":[1]}}"),
                EventDialect.CREP.channel(),
                List.of("{\"category\":\"vessel\",\"data\":{\"mmsi\":123456789}}"));
    }
}
