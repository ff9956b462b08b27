package io.mycostream.ingest.app.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The boards this process hears. Whoever has a good token may read them all. */
@Path("/api/devices")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class DeviceResource {

    /** All of them, by device id. */
    @GET
    public ObjectNode list() {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putArray("devices");
        answer.put("total", 0);
        return answer;
    }
}
