package io.mycostream.torture.journal;

/**
 * One publisher.
 *
 * @param device whose telemetry it publishes; two sources may share one
 * @param sdk whether it publishes through the SDK, so that its events have a place in the history from the start
 */
public record Source(String name, String device, boolean sdk) {}
