package io.mycostream.gateway.dialect.veritas;

import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.Message;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The one form of everything that a client is told. */
final class StreamEvent {

    /** The plan that the gateway's own events are about. */
    private static final String SYSTEM = "system";

    private StreamEvent() {}

    /**
     * Writes an event.
     *
     * @param data the text of a JSON object
     */
    static String text(
            String type, String planId, Optional<String> stepId, String data, String timestamp, String eventId) {
        return new JsonText()
                .string("event_type", type)
                .string("plan_id", planId)
                .string("step_id", stepId.orElse(null))
                .raw("data", data)
                .string("timestamp", timestamp)
                .string("event_id", eventId)
                .end();
    }

    /** An event of the gateway's own. */
    static Message ours(String type, JsonText data, Instant now) {
        String id = UUID.randomUUID().toString();
        return new Message(text(type, SYSTEM, Optional.empty(), data.end(), now.toString(), id), null, id);
    }
}
