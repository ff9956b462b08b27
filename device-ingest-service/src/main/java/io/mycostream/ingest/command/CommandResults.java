package io.mycostream.ingest.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.mycostream.ingest.telemetry.EventSink;
import io.mycostream.publisher.Event;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Publishes how commands ended. */
public final class CommandResults {

    /** The channel that results are published to. */
    public static final String CHANNEL = "devices:command-results";

    private final EventSink events;
    private final InstantSource clock;

    /** Takes where events go. */
    public CommandResults(EventSink events, InstantSource clock) {
        this.events = events;
        this.clock = clock;
    }

    /** Publishes a result; never waits. */
    public void publish(CommandResult result) {
        publish(result, () -> {});
    }

    /**
     * Publishes a result; never waits.
     *
     * @param held as {@link EventSink#hand} has it
     */
    public void publish(CommandResult result, Runnable held) {
        String source = result.deviceId().isBlank() ? null : "device:" + result.deviceId();
        String messageId = "command-result:" + result.commandId()
                + result.link().map(link -> "@" + link).orElse("");
        events.hand(
                new Event(
                        CHANNEL,
                        new RawValue(json(result).toString()),
                        source,
                        clock.instant().truncatedTo(ChronoUnit.MICROS),
                        messageId),
                held);
    }

    /** A result as users read it. */
    public static ObjectNode json(CommandResult result) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("command_id", result.commandId());
        json.put("device_id", result.deviceId());
        json.put("command", result.command());
        json.put("outcome", result.outcome().label());
        result.reason().ifPresent(reason -> json.put("reason", reason.name().toLowerCase(Locale.ROOT)));
        json.put("message", result.message());
        result.link().ifPresent(link -> json.put("link", link));
        if (result.outcome() != Outcome.UNKNOWN) {
            json.put("attempts", result.attempts());
            json.put("duration_ms", result.duration().toMillis());
        }
        return json;
    }
}
