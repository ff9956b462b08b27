package io.mycostream.sim.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.sim.board.Climate.Air;
import java.time.LocalTime;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClimateTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, -7})
    void staysWithinWhatALabCanBe(long seed) {
        assertThat(day(seed)).allSatisfy(air -> {
            assertThat(air.temperatureC()).isBetween(16.0, 28.0);
            assertThat(air.humidityPercent()).isBetween(50.0, 100.0);
            assertThat(air.pressureHpa()).isBetween(1_000.0, 1_025.0);
            assertThat(air.gasOhm()).isBetween(10_000, 100_000);
            assertThat(air.iaq()).isBetween(0.0, 200.0);
            assertThat(air.co2Ppm()).isBetween(400.0, 1_200.0);
            assertThat(air.vocPpm()).isBetween(0.1, 3.0);
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, -7})
    void warmAirIsDrierAndFoulAirConductsBetter(long seed) {
        List<Air> day = day(seed);

        assertThat(correlation(day, Air::temperatureC, Air::humidityPercent)).isLessThan(-0.9);
        assertThat(correlation(day, Air::iaq, Air::gasOhm)).isLessThan(-0.9);
    }

    @Test
    void neighbouringReadingsAreAlike() {
        Climate climate = new Climate(1);
        LocalTime noon = LocalTime.NOON;
        double before = climate.at(noon).inner().temperatureC();

        double after = climate.at(noon.plusNanos(500_000_000)).inner().temperatureC();

        assertThat(Math.abs(after - before)).isLessThan(0.2);
    }

    @Test
    void boardsDiffer() {
        assertThat(new Climate(1).at(LocalTime.NOON).inner())
                .isNotEqualTo(new Climate(2).at(LocalTime.NOON).inner());
    }

    private static List<Air> day(long seed) {
        Climate climate = new Climate(seed);
        return IntStream.range(0, 24 * 60)
                .mapToObj(minute ->
                        climate.at(LocalTime.MIDNIGHT.plusMinutes(minute)).inner())
                .toList();
    }

    private static double correlation(List<Air> airs, ToDoubleFunction<Air> x, ToDoubleFunction<Air> y) {
        double meanX = airs.stream().mapToDouble(x).average().orElseThrow();
        double meanY = airs.stream().mapToDouble(y).average().orElseThrow();
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (Air air : airs) {
            double dx = x.applyAsDouble(air) - meanX;
            double dy = y.applyAsDouble(air) - meanY;
            xy += dx * dy;
            xx += dx * dx;
            yy += dy * dy;
        }
        return xy / Math.sqrt(xx * yy);
    }
}
