package io.mycostream.gateway.transport;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Refuses requests whose path and query are not those of a URI, and says what is wrong with them.
 *
 * <p>The router fails at the first look at such a path, so it gets another one, on whose way is all that answers of ours go
 * through, as what lets pages of other origins read them.
 */
@ApplicationScoped
class MalformedTargets {

    private static final int BEFORE_ANYTHING_LOOKS = Integer.MAX_VALUE;

    private static final String ANOTHER_PATH = "/malformed";

    private static final String PROBLEM = "problem";

    private static final int BAD_REQUEST = 400;

    void filter(@Observes Filters filters) {
        filters.register(MalformedTargets::look, BEFORE_ANYTHING_LOOKS);
    }

    void route(@Observes Router router) {
        router.route(ANOTHER_PATH).handler(MalformedTargets::refuse);
        router.route().order(Integer.MIN_VALUE).failureHandler(MalformedTargets::failed);
    }

    private static void look(RoutingContext context) {
        try {
            URI _ = new URI(context.request().uri());
            context.next();
        } catch (URISyntaxException malformed) {
            context.put(PROBLEM, problem(malformed));
            context.reroute(ANOTHER_PATH);
        }
    }

    /** Where there is no path, the router has failed before any look, and would have the target in the log. */
    private static void failed(RoutingContext context) {
        String path = context.request().path();
        if (path == null || !path.startsWith("/")) {
            context.response().putHeader("Access-Control-Allow-Origin", "*");
            Refusals.answer(context.response(), BAD_REQUEST, "Malformed path: expected one that begins with /");
        } else {
            context.next();
        }
    }

    private static void refuse(RoutingContext context) {
        String problem = context.get(PROBLEM);
        if (problem == null) {
            // it was asked for under that name, which nothing has
            context.next();
        } else {
            Refusals.answer(context.response(), BAD_REQUEST, problem);
        }
    }

    /** What is expected there, without what was seen: that may be a token. */
    private static String problem(URISyntaxException malformed) {
        return "Malformed path or query at character " + malformed.getIndex()
                + ": expected letters, digits, -._~:/?@!$&'()*+,;= or percent and two hexadecimal digits";
    }
}
