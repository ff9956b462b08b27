package io.mycostream.gateway.dialect.greenlang;

import io.mycostream.gateway.stream.Hub;
import io.mycostream.gateway.transport.EventStreams;
import io.mycostream.gateway.transport.LastEventId;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The resources that are streams; and the channels are heard from the start on, whoever asks for them. */
@ApplicationScoped
class StreamRoutes {

    private final EventStreams eventStreams;
    private final Streams streams;
    private final Hub hub;
    private final GreenLangConfig config;

    StreamRoutes(EventStreams eventStreams, Streams streams, Hub hub, GreenLangConfig config) {
        this.eventStreams = eventStreams;
        this.streams = streams;
        this.hub = hub;
        this.config = config;
    }

    void started(@Observes StartupEvent event) {
        Streams.channels().forEach(channel -> hub.watch(channel, streams, kept -> streams.restored(channel, kept)));
    }

    void route(@Observes Router router) {
        router.get(config.prefix() + "/events")
                .handler(context -> open(context.request(), "events", StreamName.GLOBAL, wanted(context.request())));
        router.get(config.prefix() + "/agents/:id")
                .handler(context ->
                        open(context.request(), "agents", StreamName.ofAgent(id(context)), wanted(context.request())));
        router.get(config.prefix() + "/jobs/:id")
                .handler(context -> open(
                        context.request(),
                        "jobs",
                        StreamName.ofJob(id(context)),
                        EnumSet.of(EventType.CALCULATION_PROGRESS)));
    }

    private static String id(RoutingContext context) {
        return Objects.requireNonNull(context.pathParam("id"));
    }

    private void open(HttpServerRequest request, String endpoint, String stream, Set<EventType> types) {
        String lastEventId = LastEventId.of(request).id();
        eventStreams.open(
                request,
                GreenLangApi.NAME + '/' + endpoint,
                GreenLangApi.NAME + '/' + stream,
                _ -> new StreamConversation(streams, stream, types, lastEventId));
    }

    /** The types that the query asks for; all of them when it names none, none when it names only what there is not. */
    private static Set<EventType> wanted(HttpServerRequest request) {
        List<String> names = request.params().getAll("event_types").stream()
                .flatMap(list -> Arrays.stream(list.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        return Arrays.stream(EventType.values())
                .filter(type -> names.isEmpty() || names.contains(type.wireName()))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(EventType.class)));
    }
}
