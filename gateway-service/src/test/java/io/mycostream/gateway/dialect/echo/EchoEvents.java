package io.mycostream.gateway.dialect.echo;

import io.mycostream.gateway.transport.EventStreams;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Objects;

/** The echo over SSE. */
@ApplicationScoped
class EchoEvents {

    private final EventStreams streams;

    EchoEvents(EventStreams streams) {
        this.streams = streams;
    }

    void route(@Observes Router router) {
        router.get("/echo/:channel").handler(context -> {
            String channel = Objects.requireNonNull(context.pathParam("channel"));
            streams.open(context.request(), "echo/channels", _ -> new EchoConversation(channel));
        });
    }
}
