package io.mycostream.gateway.dialect.geminivideo;

import io.mycostream.gateway.identity.Identity;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.transport.EventStreams;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The streams of server-sent events: three of what goes on, two of what workers are asked for. */
@ApplicationScoped
class StreamRoutes {

    private final EventStreams streams;
    private final EventClients clients;
    private final Workers workers;
    private final InstantSource clock;

    StreamRoutes(EventStreams streams, EventClients clients, Workers workers, InstantSource clock) {
        this.streams = streams;
        this.clients = clients;
        this.workers = workers;
        this.clock = clock;
    }

    void route(@Observes Router router) {
        watched(router, "render-progress", ChannelType.VIDEO_RENDER, Completion::ofRendering);
        watched(router, "campaign-metrics", ChannelType.CAMPAIGN_METRICS, _ -> Completion.WHEN_TOLD);
        watched(router, "ab-test-results", ChannelType.AB_TEST_RESULTS, _ -> Completion.WHEN_TOLD);
        worked(router, "council-score", WorkRequest::councilScore, CouncilScores::new);
        worked(router, "evaluate-creative", WorkRequest::evaluation, () -> Completion.WITH_LAST_CHUNK);
    }

    private void watched(Router router, String name, ChannelType type, Function<String, Completion> completion) {
        router.get("/api/stream/" + name + "/:id").handler(context -> {
            String id = Objects.requireNonNull(context.pathParam("id"));
            open(context.request(), "geminivideo/" + name, "geminivideo/" + name + '/' + id, identity -> {
                EventClient client = new EventClient(identity.user(), clock);
                Channel channel = type.channel(id);
                return ChannelType.isPossible(channel)
                        ? stream(channel, completion.apply(id), client)
                        : new RefusedConversation(ChannelType.IMPOSSIBLE, client);
            });
        });
    }

    /** How a request to workers is read from an address. */
    private interface Wish {
        WorkRequest read(Parameters parameters, Optional<String> user) throws FaultyAddressException;
    }

    private void worked(Router router, String name, Wish wish, Supplier<Completion> completion) {
        router.get("/api/stream/" + name).handler(context -> {
            String endpoint = "geminivideo/" + name;
            open(context.request(), endpoint, endpoint, identity -> {
                EventClient client = new EventClient(identity.user(), clock);
                try {
                    WorkRequest request = wish.read(Parameters.of(context.request()), identity.user());
                    StreamConversation stream = stream(request.replyChannel(), completion.get(), client);
                    return new WorkConversation(request, workers, stream, client);
                } catch (FaultyAddressException faulty) {
                    return new RefusedConversation(String.valueOf(faulty.getMessage()), client);
                }
            });
        });
    }

    private StreamConversation stream(Channel channel, Completion completion, EventClient client) {
        return new StreamConversation(channel, completion, client, clients);
    }

    private void open(
            HttpServerRequest request,
            String endpointId,
            String stream,
            Function<Identity, Conversation> conversation) {
        if (request.getHeader("Origin") == null) {
            // pages have always been told so, and those of other origins are judged before they come here
            request.response().putHeader("Access-Control-Allow-Origin", "*");
        }
        streams.open(request, endpointId, stream, conversation);
    }
}
