package io.mycostream.gateway.dialect.veritas;

import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.identity.Role;
import io.mycostream.gateway.identity.TokenRefusedException;
import io.mycostream.gateway.stream.Hub;
import io.mycostream.gateway.stream.SessionRules;
import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.transport.Admission;
import io.mycostream.gateway.transport.Api;
import io.mycostream.gateway.transport.Apis;
import io.mycostream.gateway.transport.LargeAnswer;
import io.mycostream.gateway.transport.Refusals;
import io.mycostream.publisher.wire.RawJson;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** What can be asked about clients and plans, and the one thing that can be done: forget a plan's events. */
@ApplicationScoped
class PlanResources {

    private static final Logger LOG = Logger.getLogger(PlanResources.class);
    private static final String PLAN = "/api/v1/streaming/plans/:plan_id";
    private static final int UNAVAILABLE = 503;
    private static final int NO_CONTENT = 204;

    private final Vertx vertx;
    private final Admission admission;
    private final Apis apis;
    private final Hub hub;
    private final ConnectedClients clients;
    private final PlanHistory history;
    private final PlanControl control;

    PlanResources(
            Vertx vertx,
            Admission admission,
            Apis apis,
            Hub hub,
            ConnectedClients clients,
            PlanHistory history,
            PlanControl control) {
        this.vertx = vertx;
        this.admission = admission;
        this.apis = apis;
        this.hub = hub;
        this.clients = clients;
        this.history = history;
        this.control = control;
    }

    void route(@Observes Router router) {
        router.get("/api/v1/streaming/clients")
                .handler(context -> answer(context, () -> Future.succeededFuture(clients())));
        router.get(PLAN + "/subscribers")
                .handler(context -> answer(context, () -> Future.succeededFuture(subscribers(planId(context)))));
        router.get(PLAN + "/history").handler(this::history);
        router.delete(PLAN + "/history").handler(this::forget);
    }

    private static String planId(RoutingContext context) {
        return Objects.requireNonNull(context.pathParam("plan_id"));
    }

    private String clients() {
        List<String> ids = clients.ids();
        return new JsonText()
                .raw("client_count", Integer.toString(ids.size()))
                .raw("clients", ids.stream().map(RawJson::quote).collect(Collectors.joining(",", "[", "]")))
                .end();
    }

    private String subscribers(String planId) {
        int count = hub.presence(Set.of(PlanDialect.PLANS), PlanDialect.channel(planId))
                .connections();
        return new JsonText()
                .string("plan_id", planId)
                .raw("subscriber_count", Integer.toString(count))
                .end();
    }

    private void answer(RoutingContext context, Supplier<Future<String>> resource) {
        HttpServerResponse response = context.response();
        admission
                .identify(context.request(), api())
                .compose(_ -> resource.get())
                .onSuccess(json -> response.putHeader("Content-Type", "application/json")
                        .putHeader("Cache-Control", "no-store")
                        .end(json))
                .onFailure(failure -> refuse(response, failure));
    }

    private void history(RoutingContext context) {
        HttpServerRequest request = context.request();
        Context here = vertx.getOrCreateContext();
        admission
                .identify(request, api())
                .compose(_ -> Future.fromCompletionStage(history.read(planId(context), limit()), here))
                .onSuccess(kept -> LargeAnswer.send(request, kept.json(), rules().idleTimeout())
                        .onComplete(_ -> kept.over().run()))
                .onFailure(failure -> refuse(request.response(), failure));
    }

    private void forget(RoutingContext context) {
        HttpServerResponse response = context.response();
        Context here = vertx.getOrCreateContext();
        admission
                .identify(context.request(), api(), Optional.of(roleThatForgets()))
                .compose(_ -> Future.fromCompletionStage(control.clear(planId(context), limit()), here))
                .onSuccess(_ -> response.setStatusCode(NO_CONTENT).end())
                .onFailure(failure -> refuse(response, failure));
    }

    private Role roleThatForgets() {
        return api().minimumRole().filter(role -> role.includes(Role.ADMIN)).orElse(Role.ADMIN);
    }

    private Api api() {
        return apis.named(VeritasApi.NAME);
    }

    private Duration limit() {
        return rules().subscribeTimeout();
    }

    private SessionRules rules() {
        return api().rules(Transport.WEBSOCKET);
    }

    private static void refuse(HttpServerResponse response, Throwable failure) {
        if (failure instanceof TokenRefusedException refused) {
            Refusals.answer(response, refused.reason());
        } else {
            LOG.debugf("history is not to be had: %s", failure.getMessage());
            Refusals.answer(response, UNAVAILABLE, "History unavailable, try again later");
        }
    }
}
