package io.mycostream.demo;

import io.mycostream.demo.BoardClimate.Air;
import io.mycostream.demo.BoardClimate.Reading;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.StringJoiner;

/**
 * The JSON body of a TELEMETRY frame, spelled as the current Side A firmware does: no spaces, fixed order, 32-bit floats
 * with up to nine decimals less one per integer digit beyond the first.
 */
final class TelemetryBody {

    private TelemetryBody() {}

    static String of(Reading reading, boolean withSoil, long uptimeSeconds) {
        return "{\"type\":\"telemetry\",\"uptime_s\":%d,\"estop\":false,\"analog\":%s,\"bme688\":{\"a\":%s,\"b\":%s}}"
                .formatted(uptimeSeconds, analog(reading, withSoil), air(reading.inner()), air(reading.outer()));
    }

    private static String analog(Reading reading, boolean withSoil) {
        StringJoiner members = new StringJoiner(",", "{", "}");
        int input = 1;
        for (int counts : reading.analogCounts()) {
            members.add("\"ai%d\":%d".formatted(input++, counts));
        }
        if (withSoil) {
            members.add("\"soil_moisture\":" + reading.soilCounts());
        }
        return members.toString();
    }

    private static String air(Air air) {
        return new StringJoiner(",", "{", "}")
                .add("\"temperature_c\":" + number(air.temperatureC()))
                .add("\"humidity_pct\":" + number(air.humidityPercent()))
                .add("\"pressure_hpa\":" + number(air.pressureHpa()))
                .add("\"gas_ohm\":" + air.gasOhm())
                .add("\"iaq\":" + number(air.iaq()))
                .add("\"co2_equivalent\":" + number(air.co2Ppm()))
                .add("\"voc_equivalent\":" + number(air.vocPpm()))
                .toString();
    }

    /** The sensor reports hundredths; a 32-bit float holds them as nearly as it can, so 21.87 becomes 21.87000084. */
    static String number(double value) {
        float hundredths = (float) (Math.round(value * 100) / 100.0);
        BigDecimal exact = new BigDecimal(hundredths);
        int integerDigits = Math.max(1, exact.precision() - exact.scale());
        BigDecimal printed =
                exact.setScale(10 - integerDigits, RoundingMode.HALF_UP).stripTrailingZeros();
        return printed.toPlainString();
    }
}
