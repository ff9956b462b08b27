package io.mycostream.gateway.dialect.geminivideo;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** That the server answers; how it is, operators ask at another port, and clients with {@link RealtimeStats}. */
@Path("/health")
public class Health {

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public String health() {
        return "{\"status\": \"healthy\"}";
    }
}
