package io.mycostream.sim.board;

import io.mycostream.sim.board.Climate.Air;
import io.mycostream.sim.board.Climate.Reading;

/** The JSON body of a TELEMETRY frame of the current Side A. */
final class Telemetry {

    private Telemetry() {}

    /** @param airQuality whether the air-quality library delivers yet; it takes its first sample after 3 s */
    static String of(Reading reading, boolean withSoil, long uptimeSeconds, boolean estop, boolean airQuality) {
        return new Body()
                .text("type", "telemetry")
                .number("uptime_s", uptimeSeconds)
                .flag("estop", estop)
                .raw("analog", analog(reading, withSoil))
                .raw(
                        "bme688",
                        new Body()
                                .raw("a", air(reading.inner(), airQuality))
                                .raw("b", air(reading.outer(), airQuality))
                                .toString())
                .toString();
    }

    private static String analog(Reading reading, boolean withSoil) {
        Body body = new Body();
        int input = 1;
        for (int counts : reading.analogCounts()) {
            body.number("ai" + input++, counts);
        }
        if (withSoil) {
            body.number("soil_moisture", reading.soilCounts());
        }
        return body.toString();
    }

    private static String air(Air air, boolean airQuality) {
        Body body = new Body()
                .decimal("temperature_c", air.temperatureC())
                .decimal("humidity_pct", air.humidityPercent())
                .decimal("pressure_hpa", air.pressureHpa())
                .number("gas_ohm", air.gasOhm());
        if (airQuality) {
            body.decimal("iaq", air.iaq())
                    .decimal("co2_equivalent", air.co2Ppm())
                    .decimal("voc_equivalent", air.vocPpm());
        }
        return body.toString();
    }
}
