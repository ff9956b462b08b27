package io.mycostream.torture.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.torture.journal.Evidence;
import io.mycostream.torture.journal.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What tests the judge in a real run does so in a made-up one first. */
class PlantTest {

    @ParameterizedTest
    @EnumSource
    void everyPlantedFaultIsFoundByItsRule(Plant plant) {
        Evidence honest = Scene.withSdk()
                .sent(1, 40)
                .connected(0)
                .got(1, 20)
                .left(20.5)
                .returned(20.6, 20, true)
                .got(21, 40)
                .disturbed(Kind.GATEWAY_KILL, 0, 30, 31)
                .evidence();
        assertThat(Judge.judge(honest)).isEmpty();

        Evidence falsified = plant.falsify(honest);

        assertThat(Judge.judge(falsified)).extracting(Finding::rule).contains(plant.rule());
    }
}
