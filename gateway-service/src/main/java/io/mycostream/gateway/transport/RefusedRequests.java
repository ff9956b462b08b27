package io.mycostream.gateway.transport;

import io.mycostream.gateway.identity.TokenRefusedException;
import io.mycostream.gateway.stream.CloseReason;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers REST requests that are not let in, in the same words as the streams. */
class RefusedRequests {

    @ServerExceptionMapper
    Response refuse(TokenRefusedException refusal) {
        CloseReason reason = refusal.reason();
        Response.ResponseBuilder answer = Response.status(reason.httpStatus())
                .type(MediaType.APPLICATION_JSON)
                .header("Cache-Control", "no-store")
                .entity(new JsonObject().put("error", reason.text()).encode());
        if (reason.httpStatus() == Response.Status.UNAUTHORIZED.getStatusCode()) {
            answer.header("WWW-Authenticate", "Bearer");
        }
        return answer.build();
    }
}
