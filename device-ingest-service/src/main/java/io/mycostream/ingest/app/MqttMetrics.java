package io.mycostream.ingest.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.mycostream.ingest.link.mqtt.LinkCounters;
import io.mycostream.ingest.mqtt.MqttInput;
import io.mycostream.ingest.telemetry.MeshPackets;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** What is counted of MQTT, all of it from the start, also where there is none. */
@Singleton
public class MqttMetrics {

    private final MeterRegistry registry;
    private final LinkCounters broker = new LinkCounters();
    private final LinkCounters listener = new LinkCounters();
    private final Map<String, Counter> messages = new HashMap<>();

    /** Registers everything. */
    public MqttMetrics(MeterRegistry registry, MeshPackets packets) {
        this.registry = registry;
        for (String outcome : new String[] {"reading", "heartbeat", "status", "answer", "mesh_packet", "ignored"}) {
            messages(outcome);
        }
        for (MqttInput.Reason reason : MqttInput.Reason.values()) {
            messages(reason.label());
        }
        link("broker", broker);
        link("listener", listener);
        for (LinkCounters.Refusal refusal : LinkCounters.Refusal.values()) {
            FunctionCounter.builder("ingest.mqtt.refused", listener, counters -> counters.refused(refusal))
                    .description("What the listener refused its clients")
                    .tag("reason", refusal.label())
                    .register(registry);
        }
        packets("appended", packets, MeshPackets::appended);
        packets("dropped", packets, MeshPackets::dropped);
    }

    private void messages(String outcome) {
        messages.put(
                outcome,
                Counter.builder("ingest.mqtt.messages")
                        .description("MQTT messages by what they turned out to be, and those refused by reason")
                        .tag("outcome", outcome)
                        .register(registry));
    }

    private void link(String name, LinkCounters counters) {
        Gauge.builder("ingest.mqtt.connections", counters, LinkCounters::open)
                .description("Connections that are open now")
                .tag("link", name)
                .register(registry);
        count("received", "Messages that arrived, repetitions included", name, counters, LinkCounters::received);
        count("acknowledged", "Messages acknowledged", name, counters, LinkCounters::acknowledged);
        count("connected", "Connections made", name, counters, LinkCounters::connected);
        count("interrupted", "Connections lost and attempts that failed", name, counters, LinkCounters::interrupted);
        count(
                "unsettled",
                "Connections given up for a message that was not safe",
                name,
                counters,
                LinkCounters::unsettled);
    }

    private void count(
            String what, String description, String link, LinkCounters counters, ToDoubleFunction<LinkCounters> count) {
        FunctionCounter.builder("ingest.mqtt." + what, counters, count)
                .description(description)
                .tag("link", link)
                .register(registry);
    }

    private void packets(String outcome, MeshPackets packets, ToDoubleFunction<MeshPackets> count) {
        FunctionCounter.builder("ingest.mesh.packets", packets, count)
                .description("Packets of Meshtastic networks for the stream of their readers")
                .tag("outcome", outcome)
                .register(registry);
    }

    LinkCounters broker() {
        return broker;
    }

    LinkCounters listener() {
        return listener;
    }

    void message(MqttInput input) {
        String outcome = switch (input) {
            case MqttInput.Reading _ -> "reading";
            case MqttInput.Heartbeat _ -> "heartbeat";
            case MqttInput.Lifecycle _ -> "status";
            case MqttInput.Answer _ -> "answer";
            case MqttInput.MeshPacket _ -> "mesh_packet";
            case MqttInput.Ignored _ -> "ignored";
            case MqttInput.Rejected rejected -> rejected.reason().label();
        };
        Objects.requireNonNull(messages.get(outcome)).increment();
    }
}
