package io.mycostream.gateway.transport;

import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Answers requests that no route takes in JSON, as all refusals are answered. */
@ApplicationScoped
class UnknownPaths {

    static final int NOT_FOUND = 404;

    void route(@Observes Router router) {
        router.errorHandler(NOT_FOUND, context -> Refusals.answer(context.response(), NOT_FOUND, "Not found"));
    }
}
