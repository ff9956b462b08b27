package io.mycostream.sim.board;

import io.mycostream.sim.board.Climate.Air;
import io.mycostream.sim.board.Sending.Line;
import io.mycostream.sim.board.Sending.Meaning;
import java.util.List;

/** The dual-mode device manager: {@code tele} lines with a number of their own, each value in two places. */
final class DeviceManagerText implements TextFirmware {

    private static final String VERSION = "dm-1.2.0";

    private final Sensors sensors;
    private final String node;
    private long seq;

    DeviceManagerText(BoardSettings settings) {
        sensors = new Sensors(settings);
        node = settings.deviceId()
                .orElseGet(() -> "A-" + Chip.of(settings.seed()).reversedWithColons());
    }

    @Override
    public double ownRateHz() {
        return 1;
    }

    @Override
    public List<Line> greeting() {
        seq = 0;
        return List.of(
                Line.of("MycoBrain device manager " + VERSION, Meaning.NOISE),
                Line.of(
                        new Body()
                                .text("type", "device_identity")
                                .text("node", node)
                                .toString(),
                        Meaning.JSON));
    }

    @Override
    public List<Line> telemetry(long uptimeNanos, boolean machine) {
        if (!machine) {
            return List.of(new Line("Alive: " + Uptime.seconds(uptimeNanos), Meaning.NOISE, "\n"));
        }
        Air air = sensors.read(uptimeNanos).inner();
        Body environment = new Body()
                .decimal("temp_c", air.temperatureC())
                .decimal("rh_pct", air.humidityPercent())
                .decimal("press_hpa", air.pressureHpa());
        Body body = new Body()
                .text("type", "tele")
                .number("seq", ++seq)
                .number("t_ms", Uptime.millis(uptimeNanos))
                .text("node", node)
                .number("uptime_s", Uptime.seconds(uptimeNanos))
                .number("uptime_seconds", Uptime.seconds(uptimeNanos))
                .raw("env", environment.toString())
                .decimal("temperature", air.temperatureC())
                .decimal("humidity", air.humidityPercent())
                .decimal("pressure", air.pressureHpa())
                .number("gas_resistance", air.gasOhm())
                .text("firmware_version", VERSION)
                .raw("i2c_addresses", "[118,119]")
                .raw("health", "{\"heap\":251340,\"i2c_ok\":true}")
                .raw("ai1_voltage", "null")
                .raw("ai2_voltage", "null")
                .raw("ai3_voltage", "null")
                .raw("ai4_voltage", "null")
                .raw("mosfet_states", "[false,false,false,false]");
        return List.of(Line.of(body.toString(), Meaning.TELEMETRY));
    }

    @Override
    public List<Line> status(long uptimeNanos) {
        Body body =
                new Body().text("type", "status").text("node", node).number("uptime_s", Uptime.seconds(uptimeNanos));
        return List.of(Line.of(body.toString(), Meaning.JSON));
    }
}
