package io.mycostream.ingest.command;

import java.time.Duration;
import java.util.Optional;

/**
 * How a command ended, and what is known about it.
 *
 * @param commandId the command's id
 * @param deviceId the board as the command named it
 * @param command the command's name
 * @param link where the board is; empty when nothing was sent
 * @param outcome how it ended
 * @param reason why nothing was sent; there when the outcome is {@link Outcome#REJECTED}, and where no board was found
 * @param message what the board said, or what happened, for people
 * @param attempts how often it was sent
 * @param duration from its receipt to its end
 */
public record CommandResult(
        String commandId,
        String deviceId,
        String command,
        Optional<String> link,
        Outcome outcome,
        Optional<Reason> reason,
        String message,
        int attempts,
        Duration duration) {}
