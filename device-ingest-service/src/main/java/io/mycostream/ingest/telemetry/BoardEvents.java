package io.mycostream.ingest.telemetry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.mycostream.ingest.device.FrameId;
import io.mycostream.ingest.mdp.MdpMessage;
import io.mycostream.ingest.mdp.Payload;
import io.mycostream.ingest.mdp.PayloadKind;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.wire.ChannelNames;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Makes an event of what happened on a board, an emergency stop for example: channel {@code devices:events}, source {@code
 * device:<id>}, the time at which it was received, and data
 *
 * <pre>
 * {"device_id": "mushroom1", "event": {"event": "estop_activated"}, "kind": "json", "link": "/dev/ttyACM0",
 *  "process": "lab:8081"}
 * </pre>
 *
 * The decoded object is published as it is; {@code kind} is the form it had, see {@link PayloadKind}. Device ids of boards of one
 * batch may be the same, so where it was heard is said with it.
 */
public final class BoardEvents {

    private final EventSink events;
    private final InstantSource clock;
    private final String process;

    /**
     * Creates a publisher.
     *
     * @param events takes each event over
     * @param clock tells when a message was received
     * @param process the name of this process, which is part of where a board was heard
     */
    public BoardEvents(EventSink events, InstantSource clock, String process) {
        this.events = events;
        this.clock = clock;
        this.process = process;
    }

    /** Whether a board says of its own accord that something happened, or how a mission or a binary command goes. */
    public static boolean isEvent(MdpMessage message) {
        boolean event = message instanceof MdpMessage.Event || message instanceof MdpMessage.DroneMissionStatus;
        return event && message.payload().kind() != PayloadKind.EMPTY;
    }

    /**
     * Publishes what happened on a board.
     *
     * @param link where it was heard
     * @param payload not to be changed afterwards
     * @param id the same when the frame is heard again
     * @param held as {@link EventSink#hand} has it
     */
    public void publish(String deviceId, String link, Payload payload, FrameId id, Runnable held) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("device_id", deviceId);
        data.set("event", payload.body());
        data.put("kind", payload.kind().label());
        data.put("link", link);
        data.put("process", process);
        Event event = new Event(
                ChannelNames.DEVICES_EVENTS,
                new RawValue(data.toString()),
                "device:" + deviceId,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                id.id().toString());
        events.hand(event, held);
    }
}
