package io.mycostream.gateway.transport;

import io.mycostream.gateway.stream.CloseReason;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** How an HTTP request is refused, for SSE and REST alike: a status, and a JSON body that names the fault. */
public final class Refusals {

    /** Seconds after which a client that found no place, or no stream, may try again. */
    private static final String RETRY_AFTER = "5";

    private Refusals() {}

    public static void answer(HttpServerResponse response, CloseReason reason) {
        answer(response, reason.httpStatus(), reason.text());
    }

    static void answer(HttpServerResponse response, int status, String error) {
        if (response.ended() || response.closed()) {
            return;
        }
        switch (status) {
            case 401 -> response.putHeader("WWW-Authenticate", "Bearer");
            case 429, 503 -> response.putHeader("Retry-After", RETRY_AFTER);
            default -> {}
        }
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(new JsonObject().put("error", error).encode());
    }
}
