package io.mycostream.sim.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FaultsTest {

    @Test
    void areReadFromAList() {
        assertThat(Faults.parse("noise=0.01, flip=1", 7).chances())
                .isEqualTo(Map.of(Fault.NOISE, 0.01, Fault.FLIP, 1.0));
        assertThat(Faults.parse("", 7).any()).isFalse();
    }

    @Test
    void sayWhatThereIsWhenANameIsUnknown() {
        assertThatThrownBy(() -> Faults.parse("nose=0.1", 7))
                .hasMessage("there is no fault \"nose\"; there are noise, flip, drop, repeat, delimiter, truncate, "
                        + "half-line, restart, unplug");
        assertThatThrownBy(() -> Faults.parse("noise", 7))
                .hasMessage("noise=: expected a number from 0 to 1, for example noise=0.01");
        assertThatThrownBy(() -> Faults.parse("noise=2", 7)).hasMessage("noise is 2.0, expected 0 to 1");
        assertThatThrownBy(() -> Faults.parse("noise=NaN", 7)).hasMessage("noise is NaN, expected 0 to 1");
    }

    @Test
    void happenToTheSameSendingsAgain() {
        assertThat(chosen(Faults.parse("noise=0.1,drop=0.1", 7)))
                .isEqualTo(chosen(Faults.parse("noise=0.1,drop=0.1", 7)))
                .isNotEqualTo(chosen(Faults.parse("noise=0.1,drop=0.1", 8)));
    }

    @Test
    void doNotChangeEachOther() {
        List<Set<Fault>> alone = chosen(Faults.parse("drop=0.1", 7));
        List<Set<Fault>> together = chosen(Faults.parse("drop=0.1,noise=0.5", 7));

        for (int at = 0; at < alone.size(); at++) {
            assertThat(together.get(at).contains(Fault.DROP))
                    .isEqualTo(alone.get(at).contains(Fault.DROP));
        }
    }

    @Test
    void happenAboutAsOftenAsWasAsked() {
        long drops = chosen(Faults.parse("drop=0.1", 7)).stream()
                .filter(faults -> faults.contains(Fault.DROP))
                .count();

        assertThat(drops).isBetween(70L, 130L);
    }

    private static List<Set<Fault>> chosen(Faults faults) {
        return LongStream.rangeClosed(1, 1_000)
                .mapToObj(n -> faults.choose(faults.of(n)))
                .toList();
    }
}
