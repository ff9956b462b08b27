package io.mycostream.ingest.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTest {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(1);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 20_261_120})
    void growsToTheLimitAndStaysWithinHalfOfEachStep(long seed) {
        Backoff backoff = new Backoff(FIRST, LONGEST, new Random(seed));

        for (long step : new long[] {100, 200, 400, 800, 1000, 1000, 1000}) {
            assertThat(backoff.next())
                    .as("seed %d", seed)
                    .isBetween(Duration.ofMillis(step / 2), Duration.ofMillis(step));
        }
    }

    @Test
    void startsAgainWithTheFirstPause() {
        Backoff backoff = new Backoff(FIRST, LONGEST);
        backoff.next();
        backoff.next();

        backoff.reset();

        assertThat(backoff.next()).isBetween(Duration.ofMillis(50), FIRST);
    }

    @Test
    void doesNotMakeTwoWaitersWaitEquallyLong() {
        Backoff one = new Backoff(FIRST, LONGEST, new Random(1));
        Backoff other = new Backoff(FIRST, LONGEST, new Random(2));

        assertThat(one.next()).isNotEqualTo(other.next());
    }

    @Test
    void refusesPausesThatWouldSpinOrShrink() {
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, LONGEST)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(LONGEST, FIRST)).isInstanceOf(IllegalArgumentException.class);
    }
}
