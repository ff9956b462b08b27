package io.mycostream.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyTimeTest {

    private Instant now = Instant.parse("1970-01-01T00:00:10Z");

    @Test
    void goesOnWhereItBeganWhenTheClockIsSet() {
        SteadyTime time = new SteadyTime(() -> now);

        now = Instant.parse("2026-11-20T07:00:00Z");
        Instant first = time.instant();
        Instant second = time.instant();

        assertThat(first)
                .isBetween(Instant.ofEpochSecond(10), Instant.ofEpochSecond(10).plus(Duration.ofMinutes(1)));
        assertThat(second).isAfterOrEqualTo(first);
    }
}
