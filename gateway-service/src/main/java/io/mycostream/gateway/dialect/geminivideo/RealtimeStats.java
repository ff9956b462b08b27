package io.mycostream.gateway.dialect.geminivideo;

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
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who is connected to this node, and what is listened to. */
@Path("/api/realtime/stats")
public class RealtimeStats {

    private static final List<Dialect> DIALECTS =
            List.of(FlatDialect.SOCKETS, FlatDialect.EVENTS, AlertsDialect.ALERTS);

    private final Hub hub;
    private final EventClients clients;
    private final Admission admission;
    private final Apis apis;
    private final InstantSource clock;

    RealtimeStats(Hub hub, EventClients clients, Admission admission, Apis apis, InstantSource clock) {
        this.hub = hub;
        this.clients = clients;
        this.admission = admission;
        this.apis = apis;
        this.clock = clock;
    }

    /** The whole answer. */
    public record Stats(String status, Sse sse, Channels channels, String timestamp) {}

    /**
     * The clients of server-sent events.
     *
     * @param totalEvents sent to those who are connected now
     */
    public record Sse(int totalConnections, long totalEvents, List<Client> clients) {}

    /** One of them. */
    public record Client(
            String id, @Nullable String userId, String connectedAt, long eventCount, String lastEventTime) {}

    /**
     * What is listened to, over WebSocket and server-sent events.
     *
     * @param totalSubscriptions those of all clients; on the alerts, one for each campaign
     * @param redisSubscriptions channels that Redis is asked for on behalf of all of them
     */
    public record Channels(
            boolean isConnected,
            int activeChannels,
            int totalSubscriptions,
            int redisSubscriptions,
            SortedSet<String> channels) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Stats> stats(@Context HttpServerRequest request) {
        return Uni.createFrom()
                .completionStage(() ->
                        admission.identify(request, apis.named("geminivideo")).toCompletionStage())
                .map(_ -> now());
    }

    private Stats now() {
        boolean connected = hub.delivers();
        return new Stats(
                connected ? "healthy" : "degraded",
                sse(),
                channels(connected),
                clock.instant().toString());
    }

    private Sse sse() {
        List<Client> connected = clients.connected().stream()
                .map(client -> new Client(
                        client.id(),
                        client.user().orElse(null),
                        client.connectedAt().toString(),
                        client.eventCount(),
                        client.lastEventTime().toString()))
                .toList();
        return new Sse(
                connected.size(),
                connected.stream().mapToLong(Client::eventCount).sum(),
                connected);
    }

    private Channels channels(boolean connected) {
        SortedMap<String, Integer> subscriptions = new TreeMap<>();
        for (Dialect dialect : DIALECTS) {
            SortedMap<Channel, Integer> itsOwn = hub.subscriptions(dialect);
            itsOwn.forEach((channel, count) -> subscriptions.merge(channel.name(), count, Integer::sum));
        }
        return new Channels(
                connected,
                subscriptions.size(),
                subscriptions.values().stream().mapToInt(Integer::intValue).sum(),
                subscriptions.size(),
                new TreeSet<>(subscriptions.keySet()));
    }
}
