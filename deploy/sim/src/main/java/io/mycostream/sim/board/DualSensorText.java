package io.mycostream.sim.board;

import io.mycostream.sim.board.Climate.Air;
import io.mycostream.sim.board.Climate.Reading;
import io.mycostream.sim.board.Sending.Line;
import io.mycostream.sim.board.Sending.Meaning;
import java.util.List;
import java.util.Locale;

/** The console of two BME688: a line per sensor, as JSON after {@code fmt json}, else as text for people. */
final class DualSensorText implements TextFirmware {

    private final Sensors sensors;

    DualSensorText(BoardSettings settings) {
        sensors = new Sensors(settings);
    }

    @Override
    public double ownRateHz() {
        return 1;
    }

    @Override
    public List<Line> greeting() {
        return List.of(
                Line.of("I2C scan:", Meaning.NOISE),
                Line.of("  found: 0x76", Meaning.NOISE),
                Line.of("  found: 0x77", Meaning.NOISE),
                Line.of("#dbg bsec config ok", Meaning.NOISE));
    }

    @Override
    public List<Line> telemetry(long uptimeNanos, boolean machine) {
        Reading reading = sensors.read(uptimeNanos);
        boolean quality = Sensors.airQuality(uptimeNanos);
        if (machine) {
            return List.of(
                    json("AMB", 0x77, reading.inner(), quality, uptimeNanos),
                    json("ENV", 0x76, reading.outer(), quality, uptimeNanos));
        }
        return List.of(
                Line.of("===== LIVE =====", Meaning.NOISE),
                Console.sensorLine("", "AMB", 0x77, reading.inner(), quality, 42),
                Console.sensorLine("", "ENV", 0x76, reading.outer(), quality, 57));
    }

    private static Line json(String sensor, int address, Air air, boolean quality, long uptimeNanos) {
        Body body = new Body()
                .number("ts_ms", Uptime.millis(uptimeNanos))
                .text("sensor", sensor)
                .text("addr", String.format(Locale.ROOT, "0x%02x", address))
                .decimal("tC", air.temperatureC())
                .decimal("rh", air.humidityPercent())
                .decimal("p_hPa", air.pressureHpa())
                .number("gas", air.gasOhm());
        if (quality) {
            body.decimal("iaq", air.iaq())
                    .number("acc", 1)
                    .decimal("siaq", air.iaq())
                    .decimal("co2eq", air.co2Ppm())
                    .decimal("voc", air.vocPpm());
        }
        return new Line(body.toString(), Meaning.TELEMETRY, "\n");
    }

    @Override
    public List<Line> status(long uptimeNanos) {
        Body body = new Body().text("type", "status").number("uptime_ms", Uptime.millis(uptimeNanos));
        return List.of(Line.of(body.toString(), Meaning.JSON));
    }
}
