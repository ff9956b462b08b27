package io.mycostream.torture.journal;

import java.time.Duration;

/**
 * By what the run is judged.
 *
 * @param backWithin how long after Redis is back the first new event may take to reach a client
 * @param settlesWithin how long counters may take to reach zero after the last client has left
 * @param memoryGrowth how many bytes a gateway's resident memory may grow after its warm-up
 * @param kept how many of a channel's newest publications can be asked for
 */
public record Terms(Duration backWithin, Duration settlesWithin, long memoryGrowth, int kept) {}
