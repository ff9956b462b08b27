package io.mycostream.ingest.app.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.app.IngestConfig;
import io.mycostream.ingest.command.CommandReader;
import io.mycostream.ingest.command.CommandRefusedException;
import io.mycostream.ingest.command.CommandResult;
import io.mycostream.ingest.command.CommandResults;
import io.mycostream.ingest.command.Commands;
import io.mycostream.ingest.command.Given;
import io.mycostream.ingest.command.Publication;
import io.mycostream.ingest.command.Reason;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Commands to the boards that this process has links to, for administrators. */
@Path("/api/devices/{id}/commands")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class CommandResource {

    /** Longer than it takes to find out whether another process has the command. */
    private static final Duration ADMISSION_LIMIT = Duration.ofSeconds(5);

    private final Commands commands;
    private final CommandReader reader;
    private final IngestConfig config;
    private final InstantSource clock;

    /** Takes where commands go. */
    public CommandResource(Commands commands, CommandReader reader, IngestConfig config, InstantSource clock) {
        this.commands = commands;
        this.reader = reader;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Gives a command: 202 with its id once it waits for its board, 200 with the outcome where that came within the wait.
     *
     * @param wait how long to wait for the outcome, in milliseconds
     * @param body as {@link CommandReader} reads it; the device id may be left out, as it stands in the path
     */
    @POST
    @RequiresRole(Role.ADMIN)
    public Response give(@PathParam("id") String id, @QueryParam("wait") @Nullable String wait, @Nullable String body) {
        if (!config.commands().enabled()) {
            return Refusals.answer(503, "commands are switched off here, see ingest.commands.enabled");
        }
        Optional<Long> millis = millis(wait);
        if (millis.isEmpty()) {
            return Refusals.answer(
                    400,
                    "wait is \"" + wait + "\", expected milliseconds, 0 to "
                            + config.commands().longestWait().toMillis());
        }
        try {
            ObjectNode data = CommandReader.object(body == null ? "" : body);
            if (data.hasNonNull("device_id")
                    && !id.equals(data.path("device_id").textValue())) {
                return Refusals.answer(
                        400, "device_id is " + data.path("device_id") + ", expected the one in the path");
            }
            data.put("device_id", id);
            Given given = commands.give(reader.read(data, Publication.toThisProcess(clock.instant())));
            return answer(given, millis.get());
        } catch (CommandRefusedException refused) {
            return Refusals.answer(400, String.valueOf(refused.getMessage()));
        }
    }

    private Optional<Long> millis(@Nullable String wait) {
        try {
            long millis = wait == null ? 0 : Long.parseLong(wait);
            return millis < 0 || millis > config.commands().longestWait().toMillis()
                    ? Optional.empty()
                    : Optional.of(millis);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private Response answer(Given given, long waitMillis) {
        Optional<Optional<CommandResult>> admission = within(given.admitted(), ADMISSION_LIMIT.toMillis());
        if (admission.isEmpty()) {
            return Refusals.answer(
                    503, "the command could not be taken in within " + ADMISSION_LIMIT.toSeconds() + " s");
        }
        Optional<CommandResult> refused = admission.get();
        if (refused.isPresent() && refused.get().reason().isPresent()) {
            CommandResult result = refused.get();
            return Refusals.answer(status(result.reason().orElseThrow()), result.deviceId() + ": " + result.message());
        }
        Optional<CommandResult> result = refused.or(() -> within(given.ended(), waitMillis));
        if (result.isPresent()) {
            return Response.ok(CommandResults.json(result.get())).build();
        }
        ObjectNode accepted = JsonNodeFactory.instance.objectNode();
        accepted.put("command_id", given.command().id());
        accepted.put("device_id", given.command().deviceId());
        accepted.put("command", given.command().name());
        return Response.accepted(accepted).build();
    }

    private static int status(Reason reason) {
        return switch (reason) {
            case MALFORMED, EXPIRED -> 400;
            case UNKNOWN_BOARD -> 404;
            case AMBIGUOUS, TAKEN -> 409;
            case QUEUE_FULL, OVERLOADED -> 429;
            case UNCLAIMED -> 503;
        };
    }

    private static <T> Optional<T> within(CompletableFuture<T> future, long millis) {
        try {
            return Optional.of(future.get(millis, TimeUnit.MILLISECONDS));
        } catch (TimeoutException _) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a command's future fails never", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
