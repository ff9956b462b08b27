package io.mycostream.publisher.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WatchTest {

    private static final Duration LIMIT = Duration.ofMillis(100);

    private final AtomicInteger cuts = new AtomicInteger();
    private final Watch watch = new Watch(LIMIT, cuts::incrementAndGet);

    @Test
    void cutsOffWhatTakesTooLong() {
        watch.begin();

        await().until(() -> cuts.get() == 1);

        assertThat(watch.end()).isFalse();
    }

    @Test
    void letsBeWhatEndsInTimeHoweverManyThereAre() {
        long until = System.nanoTime() + 5 * LIMIT.toNanos();
        long ends = 0;
        long inTime = 0;
        while (System.nanoTime() - until < 0) {
            watch.begin();
            ends++;
            inTime += watch.end() ? 1 : 0;
        }

        assertThat(inTime).isEqualTo(ends);
        assertThat(cuts).hasValue(0);
    }

    @Test
    void cutsOffOneThatBeganLongAfterOthers() {
        for (int i = 1; i <= 5; i++) {
            watch.begin();
            watch.end();
            watch.begin();
            int expected = i;
            await().until(() -> cuts.get() == expected);
            assertThat(watch.end()).isFalse();
        }
    }
}
