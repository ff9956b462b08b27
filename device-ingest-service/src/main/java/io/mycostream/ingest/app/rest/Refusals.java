package io.mycostream.ingest.app.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** How a request is refused: a status, and a JSON body that names the fault, in the form the gateway has. */
public final class Refusals {

    private static final Logger LOG = Logger.getLogger(Refusals.class);

    /**
     * The answer that refuses.
     *
     * @param status 400 or more
     * @param error what was seen and what was expected; nothing about our insides
     */
    public static Response answer(int status, String error) {
        Response.ResponseBuilder answer = Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header("Cache-Control", "no-store")
                .entity(JsonNodeFactory.instance.objectNode().put("error", error));
        if (status == 401) {
            answer.header("WWW-Authenticate", "Bearer");
        }
        return answer.build();
    }

    @ServerExceptionMapper
    Response unknown(NotFoundException refused) {
        return answer(
                404, "nothing is at this path, expected /api/devices, /api/devices/{id} or /api/devices/{id}/commands");
    }

    /** What the framework refuses: a body it cannot read, a method or a type that no resource has. */
    @ServerExceptionMapper
    Response refused(WebApplicationException refused) {
        Response response = refused.getResponse();
        if (response.hasEntity() || response.getStatus() < 400) {
            return response;
        }
        return answer(response.getStatus(), response.getStatusInfo().getReasonPhrase());
    }

    @ServerExceptionMapper
    Response failed(RuntimeException fault) {
        LOG.error("a request failed", fault);
        return answer(500, "Internal error");
    }
}
