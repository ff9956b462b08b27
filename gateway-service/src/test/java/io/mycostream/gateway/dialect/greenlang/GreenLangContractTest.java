package io.mycostream.gateway.dialect.greenlang;

import io.mycostream.gateway.dialect.DialectContract;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Conversation;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the process heat streams promise as every dialect does. COM-28. */
class GreenLangContractTest extends DialectContract {

    private final Streams streams =
            new Streams(new Streams.Bounds(100, 100, 1 << 20, Duration.ofHours(1)), System::nanoTime);

    @Override
    protected Map<String, Supplier<Conversation>> conversations() {
        return Map.of(
                "everything", () -> conversation("global", EnumSet.allOf(EventType.class)),
                "an agent", () -> conversation("agent:1", EnumSet.of(EventType.ALARM_UPDATE)),
                "nothing", () -> conversation("global", EnumSet.noneOf(EventType.class)));
    }

    private Conversation conversation(String stream, EnumSet<EventType> types) {
        return new StreamConversation(streams, stream, types, "");
    }

    @Override
    protected List<String> frames() {
        return List.of("{\"type\":\"ping\",\"n\":[1,2.5,{\"x\":null}]}");
    }

    @Override
    protected Map<Channel, List<String>> payloads() {
        return Streams.channels().stream()
                .collect(Collectors.toMap(
                        channel -> channel,
                        _ -> List.of(
                                "{\"agent_id\":\"1\",\"job_id\":\"j\",\"source_id\":\"1\",\"metadata\":{\"a\":[1,{}]}}",
                                "{\"message\":\"m\"}")));
    }
}
