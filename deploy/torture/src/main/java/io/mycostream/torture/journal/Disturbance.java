package io.mycostream.torture.journal;

/**
 * One disturbance as it was done.
 *
 * @param target number of the gateway or the subscriber, 0 else
 * @param detail what exactly, for a person
 * @param began nanoseconds since the start of the run
 * @param ended when everything was as before: Redis answered, the gateway was ready, the subscriber read again
 */
public record Disturbance(Kind kind, int target, String detail, long began, long ended) {}
