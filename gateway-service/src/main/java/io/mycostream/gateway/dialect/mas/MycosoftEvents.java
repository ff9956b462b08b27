package io.mycostream.gateway.dialect.mas;

import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.transport.EventStreams;
import io.mycostream.gateway.transport.LastEventId;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Objects;
import java.util.function.Function;

/** The four streams over SSE, each the twin of a WebSocket. */
@ApplicationScoped
class MycosoftEvents {

    private final EventStreams streams;
    private final Agents agents;

    MycosoftEvents(EventStreams streams, Agents agents) {
        this.streams = streams;
        this.agents = agents;
    }

    void route(@Observes Router router) {
        router.get("/api/stream/scientific")
                .handler(context -> open(context, "mycosoft/scientific", StreamConversation::scientific));
        router.get("/api/stream/agents")
                .handler(context ->
                        open(context, "mycosoft/topology", client -> new TopologyConversation(agents, client)));
        router.get("/api/stream/crep").handler(context -> {
            String category = Objects.requireNonNullElse(context.request().getParam("category"), "");
            open(context, "mycosoft/crep", client -> new CrepConversation(category, client));
        });
        router.get("/api/stream/devices/:device_id").handler(context -> {
            String deviceId = Objects.requireNonNull(context.pathParam("device_id"));
            open(context, "mycosoft/devices", client -> new DeviceConversation(deviceId, client));
        });
    }

    private void open(RoutingContext context, String endpointId, Function<Client, Conversation> conversation) {
        Client client = new Client(LastEventId.of(context.request()), Transport.SSE);
        streams.open(context.request(), endpointId, _ -> conversation.apply(client));
    }
}
