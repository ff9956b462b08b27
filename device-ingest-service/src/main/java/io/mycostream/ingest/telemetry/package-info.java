/**
 * What devices say becomes events for Redis, and waits here while Redis is away. Read {@link TelemetryPublisher} first.
 * Nothing here knows where a device was heard.
 */
@NullMarked
package io.mycostream.ingest.telemetry;

import org.jspecify.annotations.NullMarked;
