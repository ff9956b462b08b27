package io.mycostream.gateway.dialect.geminivideo;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mycostream.gateway.dialect.DialectContract;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Conversation;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What the realtime API promises as every dialect does. COM-28. */
class GeminivideoContractTest extends DialectContract {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Reader reader = new Reader(Optional.of("al\"ice\n"), false);

    @Override
    protected Map<String, Supplier<Conversation>> conversations() {
        return Map.of(
                "socket", () -> new SocketConversation(reader, new SubscriptionLimit(20, registry)),
                "alerts", () -> new AlertsConversation(reader, new SubscriptionLimit(20, registry)),
                "rendering", () -> stream(ChannelType.VIDEO_RENDER, Completion.ofRendering("a\"b")),
                "metrics", () -> stream(ChannelType.CAMPAIGN_METRICS, Completion.WHEN_TOLD),
                "council", () -> stream(ChannelType.COUNCIL_SCORE, new CouncilScores()),
                "evaluation", () -> stream(ChannelType.CREATIVE_EVALUATION, Completion.WITH_LAST_CHUNK),
                "refused", () -> new RefusedConversation("No \"content\"", client()));
    }

    private static StreamConversation stream(ChannelType type, Completion completion) {
        return new StreamConversation(type.channel("x"), completion, client(), new EventClients());
    }

    private static EventClient client() {
        return new EventClient(Optional.of("alice"), Clock.systemUTC());
    }

    @Override
    protected List<String> frames() {
        return List.of(
                "{\"type\":\"ping\"}",
                "{\"type\":\"subscribe\",\"campaign_id\":\"c1\"}",
                "{\"type\":\"subscribe\",\"channel\":{\"type\":\"alerts\"}}",
                "{\"type\":\"subscribe\",\"channel\":{\"type\":\"job_progress\",\"id\":\"j1\",\"userId\":\"u\"}}",
                "{\"type\":\"unsubscribe\",\"channel\":{\"type\":\"job_progress\",\"id\":\"j1\"}}");
    }

    @Override
    protected Map<Channel, List<String>> payloads() {
        return Map.of(
                ChannelType.VIDEO_RENDER.channel("x"),
                List.of("{\"id\":\"1\",\"jobId\":\"x\",\"stage\":\"complete\",\"progress\":1.0}"),
                ChannelType.COUNCIL_SCORE.channel("x"),
                List.of(
                        "{\"stage\":\"gemini\",\"model\":\"gemini\",\"score\":0.5,\"reasoning\":\"r\",\"isComplete\":true}",
                        "{\"stage\":\"complete\",\"finalScore\":{\"composite\":0.5},\"isComplete\":true}"),
                ChannelType.CREATIVE_EVALUATION.channel("x"),
                List.of("{\"chunk\":\"a\",\"isComplete\":true}", "{\"type\":\"error\",\"error\":\"No\"}"),
                ChannelType.ALERTS.channel("x"),
                List.of(
                        "{\"alertId\":\"a1\",\"entityType\":\"campaign\",\"entityId\":\"c1\",\"actions\":[{}]}",
                        "{\"type\":\"alert_resolved\",\"alertId\":\"a1\"}",
                        "{\"type\":\"complete\",\"data\":{\"x\":1}}"));
    }
}
