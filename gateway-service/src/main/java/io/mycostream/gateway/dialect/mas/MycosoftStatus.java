package io.mycostream.gateway.dialect.mas;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Dialect;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the four streams say about themselves. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class MycosoftStatus {

    private final Hub hub;
    private final Admission admission;
    private final Apis apis;
    private final InstantSource clock;

    MycosoftStatus(Hub hub, Admission admission, Apis apis, InstantSource clock) {
        this.hub = hub;
        this.admission = admission;
        this.apis = apis;
        this.clock = clock;
    }

    /**
     * A stream's connections on this node, WebSocket and SSE together.
     *
     * @param devicesMonitored ids of the devices somebody listens to, each once; of the device stream only
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(
            @JsonProperty("active_connections") int activeConnections,
            @JsonProperty("subscription_active") boolean subscriptionActive,
            @JsonProperty("channel") String channel,
            @JsonProperty("devices_monitored") @Nullable SortedSet<String> devicesMonitored,
            @JsonProperty("timestamp") String timestamp) {}

    @GET
    @Path("/api/stream/scientific/status")
    public Uni<Status> scientific(@Context HttpServerRequest request) {
        return answer(request, () -> status(EventDialect.SCIENTIFIC));
    }

    @GET
    @Path("/ws/topology/status")
    public Uni<Status> topology(@Context HttpServerRequest request) {
        return answer(request, () -> status(EventDialect.TOPOLOGY));
    }

    @GET
    @Path("/api/crep/stream/status")
    public Uni<Status> crep(@Context HttpServerRequest request) {
        return answer(request, () -> status(EventDialect.CREP));
    }

    @GET
    @Path("/ws/devices/status")
    public Uni<Status> devices(@Context HttpServerRequest request) {
        return answer(request, () -> {
            Hub.Presence presence = presence(DeviceDialect.DEVICES, DeviceDialect.CHANNEL);
            return status(DeviceDialect.CHANNEL, presence.connections(), presence.keys());
        });
    }

    private Uni<Status> answer(HttpServerRequest request, Supplier<Status> status) {
        return Uni.createFrom()
                .completionStage(() ->
                        admission.identify(request, apis.named("mycosoft")).toCompletionStage())
                .map(_ -> status.get());
    }

    private Status status(EventDialect stream) {
        return status(stream.channel(), presence(stream, stream.channel()).connections(), null);
    }

    private Status status(Channel channel, int connections, @Nullable SortedSet<String> devices) {
        return new Status(
                connections,
                connections > 0,
                channel.name(),
                devices,
                clock.instant().toString());
    }

    private Hub.Presence presence(Dialect dialect, Channel channel) {
        return hub.presence(Set.of(dialect), channel);
    }
}
