package io.mycostream.gateway.dialect.greenlang;

import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.identity.TokenRefusedException;
import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.SessionRules;
import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.transport.Admission;
import io.mycostream.gateway.transport.Api;
import io.mycostream.gateway.transport.Apis;
import io.mycostream.gateway.transport.Refusals;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

/** What the streams of this node say about themselves. */
@ApplicationScoped
class StatusRoute {

    private final Admission admission;
    private final Api api;
    private final Streams streams;
    private final GreenLangConfig config;

    StatusRoute(Admission admission, Apis apis, Streams streams, GreenLangConfig config) {
        this.admission = admission;
        this.api = apis.named(GreenLangApi.NAME);
        this.streams = streams;
        this.config = config;
    }

    void route(@Observes Router router) {
        router.get(config.prefix() + "/status").handler(context -> answer(context.request()));
    }

    private void answer(HttpServerRequest request) {
        admission
                .identify(request, api)
                .onSuccess(_ -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .putHeader("Cache-Control", "no-store")
                        .end(json(streams.presences(), api.rules(Transport.SSE))))
                .onFailure(refusal -> Refusals.answer(
                        request.response(),
                        refusal instanceof TokenRefusedException token ? token.reason() : CloseReason.INTERNAL_ERROR));
    }

    static String json(Map<String, Streams.Presence> presences, SessionRules rules) {
        JsonText active = new JsonText();
        presences.forEach((name, stream) -> active.raw(
                name,
                new JsonText()
                        .raw("subscribers", String.valueOf(stream.clients()))
                        .raw("event_history_size", String.valueOf(stream.events()))
                        .end()));
        int clients =
                presences.values().stream().mapToInt(Streams.Presence::clients).sum();
        return new JsonText()
                .raw("total_clients", String.valueOf(clients))
                .raw("total_streams", String.valueOf(presences.size()))
                .raw("active_streams", active.end())
                .raw(
                        "config",
                        new JsonText()
                                .raw(
                                        "heartbeat_interval_seconds",
                                        seconds(rules.heartbeat().pause()))
                                .raw("client_timeout_seconds", seconds(rules.idleTimeout()))
                                .raw("max_queue_size", String.valueOf(rules.outboxCapacity()))
                                .end())
                .end();
    }

    private static String seconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
    }
}
