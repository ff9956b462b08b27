package io.mycostream.gateway.transport;

import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Answers requests that no route takes, or that cannot be read, in JSON, as all refusals are answered. */
@ApplicationScoped
class UnknownPaths {

    private static final int BAD_REQUEST = 400;
    static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;

    void route(@Observes Router router) {
        router.errorHandler(BAD_REQUEST, context -> Refusals.answer(context.response(), BAD_REQUEST, "Bad request"));
        router.errorHandler(NOT_FOUND, context -> Refusals.answer(context.response(), NOT_FOUND, "Not found"));
        router.errorHandler(
                METHOD_NOT_ALLOWED,
                context -> Refusals.answer(context.response(), METHOD_NOT_ALLOWED, "Method not allowed"));
    }
}
