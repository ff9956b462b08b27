package io.mycostream.torture.journal;

/**
 * One attempt to publish one event. An event may be published twice on purpose, as the same text; then there are two.
 *
 * @param source name of the publisher
 * @param number of the event, counted by its publisher from 1
 * @param digest what its telemetry was, see {@link Digest}
 * @param sentAt nanoseconds since the start of the run, taken before the attempt
 * @param answeredAt when the outcome was known
 * @param receivers how many Redis said it had reached, when it said that; else -1
 */
public record Publication(
        String source, long number, String digest, long sentAt, long answeredAt, Outcome outcome, long receivers) {}
