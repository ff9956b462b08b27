package io.mycostream.ingest.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InOrderTest {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final InOrder order = new InOrder(PATIENCE);
    private Instant now = Instant.parse("2026-11-20T07:00:00Z");

    @Test
    void reachesAsFarAsEverythingIsSafe() {
        come(5, 6, 7);

        order.safe(6, now);
        assertThat(order.number()).hasValue(4);
        order.safe(5, now);
        assertThat(order.number()).hasValue(6);
        order.safe(7, now);
        assertThat(order.number()).hasValue(7);
    }

    @Test
    void aNumberThatDidNotComeHoldsBackThoseBehindItUntilItComes() {
        come(1, 3);
        order.safe(1, now);
        order.safe(3, now);
        assertThat(order.number()).hasValue(1);

        come(2);
        order.safe(2, now);

        assertThat(order.number()).hasValue(3);
        assertThat(order.passedOver()).isZero();
    }

    @Test
    void aNumberThatNeverComesIsPassedOverAfterAWhile() {
        come(1, 3, 4);
        order.safe(1, now);
        order.safe(3, now);
        now = now.plus(PATIENCE);
        order.safe(4, now);

        assertThat(order.number()).hasValue(4);
        assertThat(order.passedOver()).isEqualTo(1);
    }

    @Test
    void whatIsNotSafeYetIsNotPassedOverWhileNothingBehindItIs() {
        come(1, 2, 3);
        now = now.plus(Duration.ofHours(1));

        assertThat(order.again(3, now)).isEmpty();
        order.safe(1, now);
        assertThat(order.number()).hasValue(1);
    }

    @Test
    void whatCameAgainIsAnsweredIfItIsSafe() {
        come(1, 2);
        order.safe(1, now);

        assertThat(order.again(1, now)).hasValue(1);
        assertThat(order.again(2, now)).isEmpty();
    }

    @Test
    void goesOnAcrossTheWrap() {
        come(0xFFFF_FFFEL, 0xFFFF_FFFFL, 0, 1);
        List.of(1L, 0L, 0xFFFF_FFFFL, 0xFFFF_FFFEL).forEach(seq -> order.safe(seq, now));

        assertThat(order.number()).hasValue(1);
    }

    @Test
    void startsAgainWithTheSender() {
        come(100);
        order.safe(100, now);

        order.restart(1);
        come(1);
        order.safe(1, now);

        assertThat(order.number()).hasValue(1);
    }

    @Test
    void neverTellsMoreThanIsSafeInWhateverOrderThatBecomesKnown() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            InOrder some = new InOrder(PATIENCE);
            List<Long> numbers = new ArrayList<>();
            for (long seq = 1; seq <= 50; seq++) {
                some.came(seq);
                numbers.add(seq);
            }
            Collections.shuffle(numbers, random);
            List<Long> safe = new ArrayList<>();
            for (long seq : numbers) {
                some.safe(seq, now);
                safe.add(seq);
                long told = some.number().orElseThrow();
                for (long each = 1; each <= told; each++) {
                    assertThat(safe).as("seed %d", seed).contains(each);
                }
            }
            assertThat(some.number()).hasValue(50);
        }
    }

    private void come(long... numbers) {
        for (long number : numbers) {
            order.came(number);
        }
    }
}
