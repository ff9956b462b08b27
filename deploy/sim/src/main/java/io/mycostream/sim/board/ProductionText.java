package io.mycostream.sim.board;

import io.mycostream.sim.board.Climate.Air;
import io.mycostream.sim.board.Climate.Reading;
import io.mycostream.sim.board.Sending.Line;
import io.mycostream.sim.board.Sending.Meaning;
import java.util.List;
import java.util.Optional;

/** The production Side A: volts, and who it is, in machine mode; the same inside {@code data} without that for people. */
final class ProductionText implements TextFirmware {

    private static final String VERSION = "1.0.0-production";

    private final Sensors sensors;
    private final String boardId;
    private final String role;
    private final Optional<String> displayName;

    ProductionText(BoardSettings settings) {
        sensors = new Sensors(settings);
        boardId = settings.deviceId().orElseGet(() -> Chip.of(settings.seed()).reversedWithColons());
        role = settings.role().orElse("mushroom1");
        displayName = settings.displayName();
    }

    @Override
    public double ownRateHz() {
        return 0.1;
    }

    @Override
    public List<Line> greeting() {
        return List.of(
                Line.of("====================================", Meaning.NOISE),
                Line.of("  MycoBrain Side A production " + VERSION, Meaning.NOISE),
                Line.of("====================================", Meaning.NOISE),
                Line.of("{\"type\":\"boot\",\"firmware_version\":\"" + VERSION + "\"}", Meaning.JSON));
    }

    @Override
    public List<Line> telemetry(long uptimeNanos, boolean machine) {
        Body values = new Body();
        if (machine) {
            values.text("type", "telemetry")
                    .number("ts", Uptime.millis(uptimeNanos))
                    .text("board_id", boardId)
                    .text("device_role", role);
            displayName.ifPresent(name -> values.raw("device_display_name", '"' + name + '"'));
        }
        Reading reading = sensors.read(uptimeNanos);
        int input = 1;
        for (int counts : reading.analogCounts()) {
            values.decimal("ai" + input++ + "_voltage", Analog.volts(counts));
        }
        Air air = reading.inner();
        values.decimal("temperature", air.temperatureC())
                .decimal("humidity", air.humidityPercent())
                .decimal("pressure", air.pressureHpa())
                .number("gas_resistance", air.gasOhm())
                .raw("mosfet_states", "[false,false,false]")
                .raw("i2c_addresses", "[118,119]")
                .text("firmware_version", VERSION)
                .number("uptime_seconds", Uptime.seconds(uptimeNanos));
        String line = machine
                ? values.toString()
                : new Body()
                        .text("type", "telemetry")
                        .raw("data", values.toString())
                        .toString();
        return List.of(Line.of(line, Meaning.TELEMETRY));
    }

    @Override
    public List<Line> status(long uptimeNanos) {
        Body body = new Body()
                .text("type", "status")
                .text("board_id", boardId)
                .text("device_role", role)
                .number("uptime_seconds", Uptime.seconds(uptimeNanos));
        return List.of(Line.of(body.toString(), Meaning.JSON));
    }
}
