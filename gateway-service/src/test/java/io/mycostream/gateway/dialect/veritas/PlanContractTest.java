package io.mycostream.gateway.dialect.veritas;

import io.mycostream.gateway.dialect.DialectContract;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Conversation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What plan streaming promises as every dialect does. COM-28. */
class PlanContractTest extends DialectContract {

    @Override
    protected Map<String, Supplier<Conversation>> conversations() {
        return Map.of(
                "without a plan", () -> conversation(Optional.empty()),
                "with a plan", () -> conversation(Optional.of("plan \"1\"\n")));
    }

    private static Conversation conversation(Optional<String> plan) {
        return new PlanConversation("client \"1\"\n", Optional.of("somebody"), plan, 1_000, new ConnectedClients());
    }

    @Override
    protected List<String> frames() {
        return List.of(
                "{\"action\":\"subscribe\",\"plan_id\":\"p\"}",
                "{\"action\":\"unsubscribe\",\"plan_id\":\"p\"}",
                "{\"action\":\"ping\",\"timestamp\":12.50}",
                "{\"action\":\"pong\"}");
    }

    @Override
    protected Map<Channel, List<String>> payloads() {
        return Map.of(
                PlanDialect.channel("p \"1\""),
                List.of("{\"event_type\":\"step_progress\",\"plan_id\":\"p\",\"step_id\":\"s\","
                        + "\"data\":{\"progress\":0.5},\"timestamp\":\"t\",\"event_id\":\"e\"}"));
    }
}
