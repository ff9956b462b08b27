package io.mycostream.gateway.dialect.mas;

import static io.mycostream.gateway.dialect.mas.MasEvent.message;
import static io.mycostream.gateway.dialect.mas.MasEvent.typed;

import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.Subscription;
import java.time.Instant;

/** The talk with one client of a device: what we say names the device. */
final class DeviceConversation extends StreamConversation {

    private final String deviceId;

    DeviceConversation(String deviceId, Client client) {
        super(
                DeviceDialect.DEVICES,
                new Subscription(DeviceDialect.CHANNEL, deviceId),
                "Device stream connected to " + deviceId,
                client);
        this.deviceId = deviceId;
    }

    @Override
    JsonText introduce(JsonText connected) {
        return connected.string("device_id", deviceId);
    }

    @Override
    Message pong(Instant now) {
        return message("pong", now, typed("pong").string("device_id", deviceId));
    }
}
