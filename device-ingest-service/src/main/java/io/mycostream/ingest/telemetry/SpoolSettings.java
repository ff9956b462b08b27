package io.mycostream.ingest.telemetry;

import io.mycostream.ingest.spool.SpoolDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How events are kept on disk.
 *
 * @param directory made if it is not there; this process' alone
 * @param maxBytes bound on what waits there
 * @param syncInterval how long an event may be on disk without being safe against a loss of power; more than zero
 * @param drainRate by how many events a second the spool becomes shorter when Redis is back, 1 or more
 * @param opened hears when the directory is there and locked, at the start or later; others may keep files in it
 */
public record SpoolSettings(
        Path directory, long maxBytes, Duration syncInterval, int drainRate, Consumer<SpoolDirectory> opened) {}
