package io.mycostream.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mycostream.local.CannotStartException;
import io.mycostream.torture.journal.Kind;
import io.mycostream.torture.judge.Plant;
import io.mycostream.torture.nemesis.Plan;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What {@code make torture} understands. */
class TortureOptionsTest {

    @Test
    void saysHowToHaveTheSameRunAgain() throws Exception {
        TortureOptions options = TortureOptions.parse("SEED=7", "DURATION=2m", "NEMESIS=redis-kill,stall", "ROUNDS=20");

        assertThat(options.toString())
                .isEqualTo("DURATION=120s SEED=7 NEMESIS=redis-kill,stall GATEWAYS=2 CLIENTS=50 EVENTS=200 ROUNDS=20");
        assertThat(TortureOptions.parse(options.toString().split(" "))).isEqualTo(options);
    }

    @Test
    void takesDefaultsForWhatIsEmpty() throws Exception {
        TortureOptions options = TortureOptions.parse("DURATION=", "SEED=", "NEMESIS=", "PLANT=");

        assertThat(options.duration()).isEqualTo(Duration.ofSeconds(60));
        assertThat(options.nemesis()).isEqualTo(Plan.everything());
        assertThat(options.plant()).isEmpty();
    }

    @Test
    void knowsNoneAndPlants() throws Exception {
        TortureOptions options = TortureOptions.parse("NEMESIS=none", "PLANT=silence-at-end");

        assertThat(options.nemesis()).isEmpty();
        assertThat(options.plant()).contains(Plant.SILENCE_AT_END);
    }

    @Test
    void namesWhatThereIsToChooseFrom() {
        assertThatExceptionOfType(CannotStartException.class)
                .isThrownBy(() -> TortureOptions.parse("NEMESIS=fire"))
                .withMessageStartingWith("NEMESIS=fire: choose from redis-kill redis-loss");
        assertThatExceptionOfType(CannotStartException.class)
                .isThrownBy(() -> TortureOptions.parse("DURATION=long"))
                .withMessage("DURATION=long: choose a time such as 60s or 10m");
        assertThatExceptionOfType(CannotStartException.class)
                .isThrownBy(() -> TortureOptions.parse("GATEWAYS=0"))
                .withMessage("GATEWAYS=0: choose a number from 1 to 8");
        assertThatExceptionOfType(CannotStartException.class)
                .isThrownBy(() -> TortureOptions.parse("SPEED=1"))
                .withMessageStartingWith("SPEED is unknown; there are DURATION SEED");
    }

    @Test
    void theSameSeedGivesTheSamePlan() {
        assertThat(Plan.of(7, Plan.everything(), 2, 50)).isEqualTo(Plan.of(7, Plan.everything(), 2, 50));
        assertThat(Plan.of(7, Plan.everything(), 2, 50)).isNotEqualTo(Plan.of(8, Plan.everything(), 2, 50));
        assertThat(Plan.of(7, Plan.everything(), 2, 50).upheavals())
                .extracting(step -> step.kind())
                .contains(Kind.values()[0]);
    }
}
