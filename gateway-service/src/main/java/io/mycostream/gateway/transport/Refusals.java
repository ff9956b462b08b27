package io.mycostream.gateway.transport;

import io.mycostream.gateway.stream.CloseReason;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/** How an HTTP request is refused, for SSE and REST alike: a status, and a JSON body that names the fault. */
public final class Refusals {

    /** Seconds after which a client that found no place, or no stream, may try again. */
    private static final String RETRY_AFTER = "5";

    private Refusals() {}

    public static void answer(HttpServerResponse response, CloseReason reason) {
        answer(response, reason.httpStatus(), reason.text());
    }

    /** Refuses for a reason that no stream is refused for. */
    public static void answer(HttpServerResponse response, int status, String error) {
        if (response.ended() || response.closed()) {
            return;
        }
        headers(status).forEach(response::putHeader);
        response.setStatusCode(status).end(body(error));
    }

    /** The headers of a refusal with this status. */
    static Map<String, String> headers(int status) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Cache-Control", "no-store");
        switch (status) {
            case 401 -> headers.put("WWW-Authenticate", "Bearer");
            case 429, 503 -> headers.put("Retry-After", RETRY_AFTER);
            default -> {}
        }
        return headers;
    }

    static String body(String error) {
        return new JsonObject().put("error", error).encode();
    }
}
