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
        come(1, 2, 3);

        order.safe(2, now);
        assertThat(order.number()).isEmpty();
        order.safe(1, now);
        assertThat(order.number()).hasValue(2);
        order.safe(3, now);
        assertThat(order.number()).hasValue(3);
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
    void missingNumbersAreWaitedForAtTheSameTime() {
        come(1, 3);
        order.safe(1, now);
        order.safe(3, now);
        now = now.plusSeconds(1);
        come(5);
        order.safe(5, now);
        now = now.plusSeconds(1);
        come(6);
        order.safe(6, now);
        assertThat(order.number()).hasValue(3);
        now = now.plusSeconds(1);
        come(7);
        order.safe(7, now);

        assertThat(order.number()).hasValue(7);
        assertThat(order.passedOver()).isEqualTo(2);
    }

    @Test
    void whatIsNotSafeYetIsNotPassedOverWhileNothingBehindItIs() {
        come(1, 2, 3);
        now = now.plus(Duration.ofHours(1));

        come(3);
        assertThat(order.number()).isEmpty();
        order.safe(1, now);
        assertThat(order.number()).hasValue(1);
    }

    @Test
    void goesOnAcrossTheWrap() {
        come(0xFFFF_FFFEL, 0xFFFF_FFFFL, 0, 1);
        List.of(1L, 0L, 0xFFFF_FFFFL, 0xFFFF_FFFEL).forEach(seq -> order.safe(seq, now));
        assertThat(order.number()).isEmpty();
        now = now.plus(PATIENCE);
        order.safe(1, now);

        assertThat(order.number()).hasValue(1);
    }

    @Test
    void startsAgainWithTheSender() {
        come(10);
        order.safe(10, now);

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
                some.came(seq, true, now);
                numbers.add(seq);
            }
            Collections.shuffle(numbers, random);
            List<Long> safe = new ArrayList<>();
            for (long seq : numbers) {
                some.safe(seq, now);
                safe.add(seq);
                long told = some.number().orElse(0);
                for (long each = 1; each <= told; each++) {
                    assertThat(safe).as("seed %d", seed).contains(each);
                }
            }
            assertThat(some.number()).hasValue(50);
        }
    }

    @Test
    void whatIsNotSafeIsNotToldWhenMoreIsNotSafeThanIsRemembered() {
        for (long seq = 1; seq <= 3000; seq++) {
            come(seq);
        }

        order.safe(3000, now);

        assertThat(order.number()).isEmpty();
        assertThat(order.passedOver()).isEqualTo(3000 - 2048);
    }

    @Test
    void nothingIsToldBeforeSomethingIsSafe() {
        come(70, 71);
        order.safe(71, now);

        assertThat(order.number()).isEmpty();
    }

    @Test
    void aBoardWithFlashHasGivenANumberUpWhenEightOthersArePastTheirRepetitions() {
        order.hasFlash(true);
        come(1, 3);
        order.safe(1, now);
        order.safe(3, now);
        for (long seq = 4; seq <= 11; seq++) {
            now = now.plusSeconds(1);
            come(seq, seq);
            order.safe(seq, now);
        }
        now = now.plusSeconds(1);
        come(12);
        order.safe(12, now);
        assertThat(order.number()).as("3 and 12 are not in flash").hasValue(1);

        now = now.plusSeconds(1);
        come(13);
        order.safe(13, now);

        assertThat(order.number()).hasValue(13);
        assertThat(order.passedOver()).isEqualTo(1);
    }

    @Test
    void whatDoesNotGoIntoFlashPushesNothingOutThere() {
        order.hasFlash(true);
        come(1, 3);
        order.safe(1, now);
        for (long result = 4; result <= 20; result++) {
            order.came(result, false, now);
            order.came(result, false, now);
            order.safe(result, now);
        }
        now = now.plus(PATIENCE);
        order.safe(3, now);

        assertThat(order.number()).as("2 is in flash still").hasValue(1);
    }

    private void come(long... numbers) {
        for (long number : numbers) {
            order.came(number, true, now);
        }
    }
}
