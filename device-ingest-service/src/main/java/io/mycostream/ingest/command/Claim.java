package io.mycostream.ingest.command;

import java.time.Duration;

/**
 * What processes agree by which of them carries a command out: whoever claims it first.
 *
 * @param name the same wherever the same command arrives
 * @param remembered until it may be claimed again
 */
public record Claim(String name, Duration remembered) {}
