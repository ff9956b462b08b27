package io.mycostream.gateway.dialect.mas;

import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.transport.EventStreams;
import io.mycostream.gateway.transport.LastEventId;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Objects;

/** One device over SSE, the twin of {@link DeviceSocket}. */
@ApplicationScoped
class DeviceEvents {

    private final EventStreams streams;

    DeviceEvents(EventStreams streams) {
        this.streams = streams;
    }

    void route(@Observes Router router) {
        router.get("/api/stream/devices/:device_id").handler(context -> {
            String deviceId = Objects.requireNonNull(context.pathParam("device_id"));
            LastEventId last = LastEventId.of(context.request());
            streams.open(
                    context.request(), "mycosoft/devices", _ -> new DeviceConversation(deviceId, last, Transport.SSE));
        });
    }
}
