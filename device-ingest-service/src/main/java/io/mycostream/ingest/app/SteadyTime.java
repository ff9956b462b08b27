package io.mycostream.ingest.app;

import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock for what lasts: right when it begins, and never set afterwards. Small machines have no clock of their own and are
 * told the time minutes after they started; a wait measured by the other clock would be over at once, or not for years.
 */
final class SteadyTime implements InstantSource {

    private final Instant begin;
    private final long beginNanos = System.nanoTime();

    /** @param clock tells when this begins */
    SteadyTime(InstantSource clock) {
        this.begin = clock.instant();
    }

    @Override
    public Instant instant() {
        return begin.plusNanos(System.nanoTime() - beginNanos);
    }
}
