/**
 * What devices say becomes events for Redis, and is kept here until Redis has it. Read {@link TelemetryPublisher} first, and
 * then {@link Backlog}: {@link Lines} has what is in memory, {@link SpoolLine} what is on disk, and {@link Forwarding} moves
 * events between them. Nothing here knows where a device was heard.
 */
@NullMarked
package io.mycostream.ingest.telemetry;

import org.jspecify.annotations.NullMarked;
