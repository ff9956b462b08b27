package io.mycostream.gateway.transport;

import io.mycostream.gateway.identity.TokenRefusedException;
import io.mycostream.gateway.stream.CloseReason;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers REST requests that are not let in, in the same words as the streams. */
class RefusedRequests {

    @ServerExceptionMapper
    Response refuse(TokenRefusedException refusal) {
        CloseReason reason = refusal.reason();
        Response.ResponseBuilder answer = Response.status(reason.httpStatus()).entity(Refusals.body(reason.text()));
        Refusals.headers(reason.httpStatus()).forEach(answer::header);
        return answer.build();
    }
}
