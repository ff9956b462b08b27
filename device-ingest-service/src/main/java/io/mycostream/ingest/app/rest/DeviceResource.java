package io.mycostream.ingest.app.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.board.Board;
import io.mycostream.ingest.board.BoardJson;
import io.mycostream.ingest.board.BoardRegistry;
import io.mycostream.ingest.board.BoardState;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The boards that this process hears. Whoever has a good token may read them all: they say no more than the channels every
 * observer may read.
 */
@Path("/api/devices")
@RegisterForReflection
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class DeviceResource {

    private static final int MOST = 1000;

    private final BoardRegistry boards;
    private final BoardJson json;

    /** Takes who knows. */
    public DeviceResource(BoardRegistry boards, BoardJson json) {
        this.boards = boards;
        this.json = json;
    }

    /**
     * A page of them, by device id.
     *
     * @param state only those in this state
     * @param limit most on the page, {@code 1} to {@code 1000}
     * @param after only those behind this device id: the {@code next} of the page before
     */
    @GET
    public Response list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        Optional<BoardState> wanted = Optional.ofNullable(state).flatMap(BoardState::of);
        if (state != null && wanted.isEmpty()) {
            return Refusals.answer(400, "state is \"" + state + "\", expected online, offline or conflict");
        }
        int most = limit == null ? 100 : limitOf(limit);
        if (most < 0) {
            return Refusals.answer(400, "limit is \"" + limit + "\", expected a number from 1 to " + MOST);
        }
        List<Board> matching = boards.boards().stream()
                .filter(board -> wanted.isEmpty() || board.state() == wanted.get())
                .toList();
        List<Board> rest = matching.stream()
                .filter(board -> after == null || board.deviceId().compareTo(after) > 0)
                .toList();
        List<Board> page = rest.subList(0, Math.min(most, rest.size()));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode devices = answer.putArray("devices");
        page.forEach(board -> devices.add(json.of(board)));
        answer.put("total", matching.size());
        answer.put("next", page.size() < rest.size() ? page.getLast().deviceId() : null);
        return Response.ok(answer).build();
    }

    /** One of them, with every link on which its id is known. */
    @GET
    @Path("/{id}")
    public Response one(@PathParam("id") String id) {
        return boards.board(id)
                .map(board -> Response.ok(json.of(board)).build())
                .orElseGet(() -> Refusals.answer(
                        404, "no board \"" + id + "\" is known here, expected one that GET /api/devices lists"));
    }

    /** Returns -1 for what is no number of boards. */
    private static int limitOf(String text) {
        try {
            int limit = Integer.parseInt(text);
            return limit >= 1 && limit <= MOST ? limit : -1;
        } catch (NumberFormatException _) {
            return -1;
        }
    }
}
