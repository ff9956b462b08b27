package io.mycostream.torture.nemesis;

import io.mycostream.torture.journal.Kind;
import java.time.Duration;

/**
 * One disturbance as it is planned.
 *
 * @param calm how long everything is left alone before
 * @param target number of the gateway or the subscriber; 0 for Redis
 * @param length how long it lasts; what has to start again takes longer
 * @param luck decides what else there is to decide, 0 to 1
 */
public record Step(Duration calm, Kind kind, int target, Duration length, double luck) {

    @Override
    public String toString() {
        return "after %d ms: %s %d for %d ms (%.3f)"
                .formatted(calm.toMillis(), kind.word(), target, length.toMillis(), luck);
    }
}
