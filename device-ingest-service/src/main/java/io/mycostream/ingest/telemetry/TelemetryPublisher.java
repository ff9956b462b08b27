package io.mycostream.ingest.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.device.DeviceIdentity;
import io.mycostream.ingest.device.FrameId;
import io.mycostream.ingest.mdp.MdpMessage;
import io.mycostream.ingest.mdp.Payload;
import io.mycostream.ingest.mdp.PayloadKind;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.wire.ChannelNames;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Makes an event of what a device measured: channel {@code devices:telemetry}, data {@code {device_id, telemetry}}, source
 * {@code device:<id>}, and the time at which it was received, because boards do not know the time.
 *
 * <p>Measurements are telemetry of every form, a drone's readings and Wi-Fi sensing samples. Greetings, commands, their
 * answers and signs of life are not, and what happened on a board is said by {@link BoardEvents}. The decoded object is published as it is; a list of readings ({@code pack}) is
 * turned into one member per reading.
 */
public final class TelemetryPublisher {

    private final EventSink events;
    private final InstantSource clock;

    /**
     * Creates a publisher.
     *
     * @param events takes each event over
     * @param clock tells when a message was received
     */
    public TelemetryPublisher(EventSink events, InstantSource clock) {
        this.events = events;
        this.clock = clock;
    }

    /** Publishes what was said, if it is a measurement, as said by that device; it cannot be told when it comes again. */
    public void publish(DeviceIdentity device, MdpMessage message) {
        publish(device, message, FrameId.random());
    }

    /** Publishes what an accepted frame says, if it is a measurement, as said by that device. */
    public void publish(DeviceIdentity device, MdpMessage message, FrameId id) {
        publish(device, message, id, () -> {});
    }

    /**
     * Publishes what an accepted frame says, if it is a measurement, as said by that device.
     *
     * @param id the same when the frame is heard again
     * @param held runs when whoever sent the frame may forget it: what it says is safe, or nothing is to be published
     */
    public void publish(DeviceIdentity device, MdpMessage message, FrameId id, Runnable held) {
        switch (message) {
            case MdpMessage.Telemetry(Payload payload) -> publish(device, payload, id, held);
            case MdpMessage.DroneTelemetry(Payload payload) -> publish(device, payload, id, held);
            case MdpMessage.WifiSense(Payload payload) -> publish(device, payload, id, held);
            case MdpMessage.Hello _,
                    MdpMessage.DroneMissionStatus _,
                    MdpMessage.Event _,
                    MdpMessage.Command _,
                    MdpMessage.Acknowledgement _,
                    MdpMessage.Heartbeat _,
                    MdpMessage.Unknown _,
                    MdpMessage.Unreadable _ -> held.run();
        }
    }

    private void publish(DeviceIdentity device, Payload payload, FrameId id, Runnable held) {
        if (payload.kind() == PayloadKind.EMPTY) {
            held.run();
            return;
        }
        publish(device.deviceId(), payload.body(), id.id().toString(), held);
    }

    /**
     * Publishes what a device measured.
     *
     * @param body not to be changed afterwards
     * @param messageId stays the same when the same measurement comes again
     * @param held as {@link EventSink#hand} has it
     */
    public void publish(String deviceId, ObjectNode body, String messageId, Runnable held) {
        JsonNode pack = body.path("pack");
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("device_id", deviceId);
        data.set("telemetry", pack.isArray() ? Readings.of(pack) : body);
        String source = "device:" + deviceId;
        // six decimals at most, as the other publishers write and their readers expect
        Instant received = clock.instant().truncatedTo(ChronoUnit.MICROS);
        events.hand(new Event(ChannelNames.DEVICES_TELEMETRY, data, source, received, messageId), held);
    }
}
