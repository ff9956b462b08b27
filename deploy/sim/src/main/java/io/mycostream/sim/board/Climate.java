package io.mycostream.sim.board;

import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The air around one board, as a model: plausible curves rather than random numbers.
 *
 * <p>Temperature follows the day, warmest in the afternoon, and a heating cycle of some minutes. Warm air holds more
 * water, so relative humidity falls when temperature rises. Volatile compounds come in slow waves; the gas sensor's
 * resistance falls with them while the air-quality index and its equivalents rise. Each value carries noise with a
 * memory, so that neighbouring readings are alike.
 *
 * <p>Not safe for use by several threads.
 */
public final class Climate {

    /**
     * One sensor's reading.
     *
     * @param temperatureC degrees Celsius
     * @param humidityPercent relative humidity
     * @param pressureHpa hectopascal
     * @param gasOhm resistance of the gas sensor
     * @param iaq index of air quality, 0 (clean) to 500
     * @param co2Ppm carbon dioxide equivalent, parts per million
     * @param vocPpm breath VOC equivalent, parts per million
     */
    public record Air(
            double temperatureC,
            double humidityPercent,
            double pressureHpa,
            int gasOhm,
            double iaq,
            double co2Ppm,
            double vocPpm) {}

    /**
     * What a board measures at one moment.
     *
     * @param inner the sensor in the chamber
     * @param outer the sensor on the housing
     * @param analogCounts the four analog inputs, counts of 0 to 4095
     * @param soilCounts the moisture probe, counts of 0 to 4095
     */
    public record Reading(Air inner, Air outer, List<Integer> analogCounts, int soilCounts) {}

    private static final double DAY_SECONDS = Duration.ofDays(1).toSeconds();

    /** Time of day with the mean temperature on its way up; the maximum is a quarter of a day later, at three. */
    private static final double MORNING_SECONDS = Duration.ofHours(9).toSeconds();

    private static final double HEATING_SECONDS = 420;
    private static final double VOC_WAVE_SECONDS = 260;
    private static final double SOIL_DRYING_SECONDS = 5_400;

    private final RandomGenerator random;
    private final double meanTemperature;
    private final double meanHumidity;
    private final double phase;
    private final Drift temperatureNoise;
    private final Drift humidityNoise;
    private final Drift pressureNoise;
    private final Drift vocNoise;

    public Climate(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        meanTemperature = 20 + 4 * random.nextDouble();
        meanHumidity = 72 + 12 * random.nextDouble();
        phase = 2 * Math.PI * random.nextDouble();
        temperatureNoise = new Drift(0.15);
        humidityNoise = new Drift(0.5);
        pressureNoise = new Drift(0.3);
        vocNoise = new Drift(0.06);
    }

    /** Takes the next reading. */
    public Reading at(LocalTime time) {
        double second = time.toNanoOfDay() / 1e9;
        double temperature = meanTemperature
                + 1.4 * wave(second - MORNING_SECONDS, DAY_SECONDS, 0)
                + 0.35 * wave(second, HEATING_SECONDS, phase)
                + temperatureNoise.next();
        double humidity = meanHumidity - 3.2 * (temperature - meanTemperature) + humidityNoise.next();
        double pressure = 1012.5 + 2.5 * wave(second, DAY_SECONDS / 2, phase) + pressureNoise.next();
        double voc = Math.max(0.3, 0.9 + 0.45 * wave(second, VOC_WAVE_SECONDS, 2 * phase) + vocNoise.next());
        return new Reading(
                air(temperature, humidity, pressure, voc),
                air(temperature - 0.8, humidity - 4, pressure, 0.8 * voc),
                List.of(counts(640), counts(940), counts(12), counts(2_050)),
                counts(1_900 - 400 * (second % SOIL_DRYING_SECONDS) / SOIL_DRYING_SECONDS));
    }

    private Air air(double temperature, double humidity, double pressure, double voc) {
        double gasOhm = 95_000 * Math.exp(-0.75 * voc) * (1 + 0.004 * random.nextGaussian());
        return new Air(
                temperature + 0.01 * random.nextGaussian(),
                Math.clamp(humidity + 0.04 * random.nextGaussian(), 0, 100),
                pressure + 0.02 * random.nextGaussian(),
                (int) Math.round(gasOhm),
                Math.clamp(18 + 52 * voc, 0, 500),
                410 + 230 * voc,
                voc);
    }

    private int counts(double mean) {
        return Math.clamp(Math.round(mean + 4 * random.nextGaussian()), 0, 4_095);
    }

    private static double wave(double second, double period, double phase) {
        return Math.sin(2 * Math.PI * second / period + phase);
    }

    /** Noise that remembers: it wanders around zero and returns to it. */
    private final class Drift {

        private static final double MEMORY = 0.98;

        private final double step;
        private double value;

        /** @param deviation how far it usually strays */
        Drift(double deviation) {
            step = deviation * Math.sqrt(1 - MEMORY * MEMORY);
        }

        double next() {
            value = MEMORY * value + step * random.nextGaussian();
            return value;
        }
    }
}
