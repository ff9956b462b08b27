package io.mycostream.ingest.command;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A command on its way, as whoever gave it may follow it. */
public final class Given {

    private final Command command;
    private final boolean published;
    private final long since = System.nanoTime();
    private final CompletableFuture<Optional<CommandResult>> admitted = new CompletableFuture<>();
    private final CompletableFuture<CommandResult> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> placed = new CompletableFuture<>();

    /**
     * Nothing has happened to it yet.
     *
     * @param published whether every process got it, and somebody listens for its result
     */
    Given(Command command, boolean published) {
        this.command = command;
        this.published = published;
    }

    /** Completes when it waits for its board or is sent: empty then; else how it ended at once, which is never acknowledged. */
    public CompletableFuture<Optional<CommandResult>> admitted() {
        return admitted.copy();
    }

    /** Completes with how it ended. */
    public CompletableFuture<CommandResult> ended() {
        return ended.copy();
    }

    /** What was given. */
    public Command command() {
        return command;
    }

    boolean published() {
        return published;
    }

    /** Completes once, when it does not have to be taken in any more. */
    CompletableFuture<Void> placed() {
        return placed;
    }

    void place() {
        placed.complete(null);
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /** Whether it was given first. */
    boolean isOlderThan(Given other) {
        return since - other.since < 0;
    }

    void admit() {
        admitted.complete(Optional.empty());
    }

    void end(CommandResult result) {
        admitted.complete(Optional.of(result));
        ended.complete(result);
    }

    /** It is the same command as an earlier one, and ends as that does. */
    void follow(Given earlier) {
        var _ = earlier.admitted.thenAccept(admitted::complete);
        var _ = earlier.ended.thenAccept(ended::complete);
    }

    CommandResult result(
            Optional<String> link, Outcome outcome, Optional<Reason> reason, String message, int attempts) {
        return new CommandResult(
                command.id(),
                command.deviceId(),
                command.name(),
                link,
                outcome,
                reason,
                message,
                attempts,
                Duration.ofNanos(System.nanoTime() - since));
    }
}
