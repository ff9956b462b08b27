package io.mycostream.ingest.app.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;

/** Something that administrators may ask for, so that it can be seen who may. */
@Path("/for-administrators")
public class AdminResource {

    @GET
    @RequiresRole(Role.ADMIN)
    public String who(@Context SecurityContext context) {
        return context.getUserPrincipal().getName();
    }
}
