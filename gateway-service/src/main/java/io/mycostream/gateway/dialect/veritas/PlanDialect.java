package io.mycostream.gateway.dialect.veritas;

import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Translation;
import io.mycostream.publisher.wire.RawJson;
import io.mycostream.publisher.wire.RawJsonException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The events of plans as VERITAS' clients know them. Each plan has a channel of its own, whose name ends with the plan's id.
 *
 * <p>A publication is {@code {"event_type", ["step_id"], ["data"], ["timestamp"], ["event_id"]}}; clients get a {@link
 * StreamEvent} with all six members. What only the gateway says, {@code ping} and {@code pong}, nobody can publish.
 */
enum PlanDialect implements Dialect {
    PLANS;

    /** What the names of all plans' channels begin with. */
    static final String BEGINNING = "veritas:plan:";

    private static final Set<String> OURS = Set.of("ping", "pong");

    /** The channel of a plan. */
    static Channel channel(String planId) {
        return new Channel(BEGINNING + planId);
    }

    @Override
    public Optional<Translation> translate(Publication publication) {
        Map<String, String> members = members(publication.payload());
        String given = members.getOrDefault("data", "{}");
        String data = given.equals("null") ? "{}" : given;
        return RawJson.string(members.get("event_type"))
                .filter(type -> !OURS.contains(type))
                .filter(_ -> data.startsWith("{"))
                .map(type -> new Told(publication, type, data, members));
    }

    private static Map<String, String> members(String payload) {
        try {
            return RawJson.members(payload);
        } catch (RawJsonException broken) {
            throw new IllegalArgumentException("a publication's payload is one JSON object", broken);
        }
    }

    private record Told(Publication publication, String type, String data, Map<String, String> members)
            implements Translation {

        @Override
        public List<String> keys() {
            return List.of();
        }

        @Override
        public Optional<Message> message() {
            String id = text("event_id").filter(given -> !given.isEmpty()).orElse(publication.id());
            String json = StreamEvent.text(
                    type,
                    publication.channel().name().substring(BEGINNING.length()),
                    text("step_id"),
                    data,
                    text("timestamp").orElse(publication.timestamp()),
                    id);
            return Optional.of(new Message(json, null, id));
        }

        private Optional<String> text(String member) {
            return RawJson.string(members.get(member));
        }
    }
}
