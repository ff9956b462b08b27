package io.mycostream.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConnectionRateTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final ConnectionRate rate = new ConnectionRate(100, nanos::get);

    private long admittedOf(int attempts) {
        return IntStream.range(0, attempts).filter(_ -> rate.admits()).count();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void admitsASecondsWorthAtOnceAndThenWhatTheTimeThatPassedIsWorth() {
        assertThat(admittedOf(1_000)).isEqualTo(100);

        pass(Duration.ofMillis(100));
        assertThat(admittedOf(1_000)).isEqualTo(10);
        pass(Duration.ofMillis(5));
        assertThat(admittedOf(1_000)).isZero();
        pass(Duration.ofMillis(6));
        assertThat(admittedOf(1_000)).isEqualTo(1);
    }

    @Test
    void savesUpNoMoreThanASecondsWorth() {
        pass(Duration.ofDays(1));

        assertThat(admittedOf(1_000)).isEqualTo(100);
    }

    @Test
    void admitsAtLeastOneASecond() {
        assertThatThrownBy(() -> new ConnectionRate(0, nanos::get)).isInstanceOf(IllegalArgumentException.class);
    }
}
