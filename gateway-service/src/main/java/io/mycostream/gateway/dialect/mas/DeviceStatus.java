package io.mycostream.gateway.dialect.mas;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.mycostream.gateway.stream.Hub;
import io.mycostream.gateway.transport.Admission;
import io.mycostream.gateway.transport.Apis;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import java.util.Set;
import java.util.SortedSet;

/** What the device stream says about itself. */
@Path("/ws/devices/status")
public class DeviceStatus {

    private final Hub hub;
    private final Admission admission;
    private final Apis apis;
    private final InstantSource clock;

    DeviceStatus(Hub hub, Admission admission, Apis apis, InstantSource clock) {
        this.hub = hub;
        this.admission = admission;
        this.apis = apis;
        this.clock = clock;
    }

    /**
     * The stream's connections on this node, WebSocket and SSE together.
     *
     * @param devicesMonitored ids of the devices somebody listens to, each once
     */
    public record Status(
            @JsonProperty("active_connections") int activeConnections,
            @JsonProperty("subscription_active") boolean subscriptionActive,
            @JsonProperty("channel") String channel,
            @JsonProperty("devices_monitored") SortedSet<String> devicesMonitored,
            @JsonProperty("timestamp") String timestamp) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Status> status(@Context HttpServerRequest request) {
        return Uni.createFrom()
                .completionStage(() ->
                        admission.identify(request, apis.named("mycosoft")).toCompletionStage())
                .map(_ -> now());
    }

    private Status now() {
        Hub.Presence presence = hub.presence(Set.of(DeviceDialect.values()), DeviceDialect.CHANNEL);
        return new Status(
                presence.connections(),
                presence.connections() > 0,
                DeviceDialect.CHANNEL.name(),
                presence.keys(),
                clock.instant().toString());
    }
}
