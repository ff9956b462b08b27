package io.mycostream.ingest.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RadioSequenceTest {

    private final RadioSequence radio = new RadioSequence();

    @Test
    void countsWhatIsMissingBetweenTwoFramesOfOneSender() {
        assertThat(missing(177, 5, 6, 9, 10)).isEqualTo(2);
        assertThat(missing(161, 1, 2)).isZero();
        assertThat(missing(177, 11)).isZero();
    }

    @Test
    void repetitionsAndLateFramesAreNotMissing() {
        assertThat(missing(177, 5, 6, 6, 5, 7)).isZero();
    }

    @Test
    void theWrapIsNoGapAndARestartIsNone() {
        assertThat(missing(177, 4_294_967_294L, 4_294_967_295L, 0, 1, 3)).isEqualTo(1);
        assertThat(missing(161, 500_000, 1, 2)).isZero();
        assertThat(missing(192, 1, 500_000, 500_001)).isZero();
    }

    @Test
    void nothingIsMissingBeforeTheFirstFrameAfterAReset() {
        missing(177, 5);

        radio.reset();

        assertThat(missing(177, 9)).isZero();
    }

    private long missing(int source, long... numbers) {
        return LongStream.of(numbers)
                .map(seq -> radio.missingBefore(new TextMessage.LinkHeader(1, seq, source, 192)))
                .sum();
    }
}
