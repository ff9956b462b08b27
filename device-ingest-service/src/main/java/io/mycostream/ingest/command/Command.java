package io.mycostream.ingest.command;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A command that a user gave, checked.
 *
 * @param id names this command and no other: the same id again is the same command, and is carried out once
 * @param claim what processes agree by who carries it out; empty when no other process can have it
 * @param deviceId which board, as its publications name it
 * @param link which one of several boards of that name; empty when there is but one
 * @param order what it is to do
 * @param timeout longest wait for the answer from the first sending on, repetitions included
 * @param latest when it is too late to begin
 */
public record Command(
        String id,
        Optional<Claim> claim,
        String deviceId,
        Optional<String> link,
        Order order,
        Duration timeout,
        Instant latest) {

    /** What users call the order. */
    public String name() {
        return order.name();
    }
}
