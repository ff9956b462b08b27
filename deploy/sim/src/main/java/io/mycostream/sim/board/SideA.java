package io.mycostream.sim.board;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpInput;
import io.mycostream.sim.board.BoardSettings.Defect;
import io.mycostream.sim.board.Climate.Reading;
import io.mycostream.sim.board.Sending.Line;
import io.mycostream.sim.board.Sending.Meaning;
import java.util.List;
import java.util.stream.Stream;

/**
 * Side A with JSON bodies, firmware 2.1.0 or 2.0.0: HELLO at boot, telemetry every ten seconds, an answer to each command,
 * nothing repeated. On USB it also prints console text.
 */
public final class SideA implements Board {

    private static final double OWN_RATE_HZ = 0.1;
    private static final double LOWEST_RATE_HZ = 0.1;
    private static final int EVERY_THIRD = 3;

    private final BoardSettings settings;
    private final String firmware;
    private final String deviceId;
    private final String role;
    private final Sensors sensors;
    private final Counter counter;
    private final JsonAnswers answers;
    private final LineEndReader commands;

    private Every telemetry;
    private Every live;
    private long uptime;
    private int commandsRead;
    private boolean estop;

    /** @param firmware the number alone, {@code 2.1.0} */
    SideA(BoardSettings settings, String firmware) {
        this.settings = settings;
        this.firmware = "side-a-mdp-" + firmware;
        this.deviceId = settings.deviceId()
                .orElseGet(() -> "mycobrain-" + Chip.of(settings.seed()).shared());
        this.role = settings.role().orElse("mushroom1");
        this.sensors = new Sensors(settings);
        this.counter = Counter.of(settings);
        this.answers = new JsonAnswers(MdpEndpoint.SIDE_A, counter);
        this.commands = new LineEndReader(settings.defects().contains(Defect.LINE_ENDS));
        this.telemetry = new Every(settings.interval(OWN_RATE_HZ), 0);
        this.live = new Every(Uptime.SECOND, Uptime.NEVER);
    }

    @Override
    public void boot(Outlet outlet) {
        uptime = 0;
        estop = false;
        counter.reset();
        commands.reset();
        telemetry = new Every(settings.interval(OWN_RATE_HZ), 0);
        live = new Every(Uptime.SECOND, settings.liveLines() ? Uptime.SECOND : Uptime.NEVER);
        if (settings.console()) {
            Console.bootRom(outlet);
            Console.banner("MycoBrain Side A " + firmware, outlet);
            Console.print("I2C scan: 0x76 0x77", outlet);
        }
        hello(JsonAnswers.UNASKED, outlet);
    }

    @Override
    public long nextDue() {
        return Math.min(telemetry.next(), live.next());
    }

    @Override
    public void advance(long uptimeNanos, Outlet outlet) {
        uptime = uptimeNanos;
        while (telemetry.isDue(uptime)) {
            telemetry(JsonAnswers.UNASKED, outlet);
        }
        while (live.isDue(uptime)) {
            liveLines(outlet);
        }
    }

    @Override
    public void receive(byte[] bytes, int count, long uptimeNanos, Outlet outlet) {
        uptime = uptimeNanos;
        commands.feed(bytes, count, input -> read(input, outlet));
    }

    private void read(MdpInput input, Outlet outlet) {
        if (input instanceof MdpFrame frame && mayBeForMe(frame)) {
            JsonCommand.of(frame).ifPresent(command -> obey(command, outlet));
        }
    }

    private static boolean mayBeForMe(MdpFrame frame) {
        return frame.destination() == MdpEndpoint.SIDE_A.code() || frame.destination() == MdpEndpoint.BCAST.code();
    }

    private void obey(JsonCommand command, Outlet outlet) {
        commandsRead++;
        if (settings.defects().contains(Defect.STALE_COMMANDS) && commandsRead % EVERY_THIRD == 0) {
            answers.acknowledge(command, false, "unknown_command", outlet);
            return;
        }
        switch (command.name()) {
            case "hello" -> {
                outlet.commanded(command.seq(), command.name(), "hello");
                hello(command.seq(), outlet);
            }
            case "health", "read_sensors" -> {
                telemetry(command.seq(), outlet);
                answers.acknowledge(command, true, "telemetry_sent", outlet);
            }
            case "stream_sensors" -> stream(command, outlet);
            case "output_control" -> output(command, outlet);
            case "estop" -> {
                estop = true;
                answers.say(
                        JsonAnswers.EVENT,
                        command.seq(),
                        new Body().text("event", "estop_activated").toString(),
                        outlet);
                answers.acknowledge(command, true, "estop_activated", outlet);
            }
            case "clear_estop" -> {
                estop = false;
                answers.acknowledge(command, true, "estop_cleared", outlet);
            }
            case "enable_peripheral", "disable_peripheral" ->
                answers.acknowledge(command, true, "peripheral_state_recorded", outlet);
            default -> answers.acknowledge(command, false, "unknown_command", outlet);
        }
    }

    private void stream(JsonCommand command, Outlet outlet) {
        double rate = Math.max(LOWEST_RATE_HZ, command.params().path("rate_hz").asDouble(LOWEST_RATE_HZ));
        telemetry.interval(Math.round(Uptime.SECOND / rate));
        answers.acknowledge(command, true, "stream_interval_updated", outlet);
    }

    private void output(JsonCommand command, Outlet outlet) {
        JsonNode id = command.params().path("id");
        String message = switch (id.asText("")) {
            case "mosfet1", "mosfet2", "mosfet3" -> "mosfet_updated";
            case "buzzer" -> "buzzer_played";
            case "neopixel" -> "neopixel_updated";
            default -> "invalid_output_id";
        };
        if (estop) {
            answers.acknowledge(command, false, "estop_active", outlet);
        } else {
            answers.acknowledge(command, !message.equals("invalid_output_id"), message, outlet);
        }
    }

    /** What the firmware says it has is constant: it does not tell what was found. */
    private void hello(long ack, Outlet outlet) {
        List<String> inputs = List.of("bme688_a", "bme688_b", "ai1", "ai2", "ai3", "ai4");
        Body body = new Body()
                .text("device_id", deviceId)
                .text("firmware_version", firmware)
                .text("role", role)
                .texts(
                        "sensors",
                        measuresSoil()
                                ? Stream.concat(inputs.stream(), Stream.of("soil_moisture"))
                                        .toList()
                                : inputs)
                .texts("capabilities", List.of("i2c", "telemetry", "led", "buzzer", "output_control", "estop"));
        answers.say(JsonAnswers.HELLO, ack, body.toString(), outlet);
    }

    private void telemetry(long ack, Outlet outlet) {
        String body = Telemetry.of(
                sensors.read(uptime), measuresSoil(), Uptime.seconds(uptime), estop, Sensors.airQuality(uptime));
        answers.say(JsonAnswers.TELEMETRY, ack, body, outlet);
    }

    private boolean measuresSoil() {
        return role.equals("hyphae1");
    }

    private void liveLines(Outlet outlet) {
        Reading reading = sensors.read(uptime);
        boolean quality = Sensors.airQuality(uptime);
        outlet.send(Line.of("#live =====", Meaning.NOISE));
        outlet.send(Console.sensorLine("#live ", "AMB", 0x77, reading.inner(), quality, 120));
        outlet.send(Console.sensorLine("#live ", "ENV", 0x76, reading.outer(), quality, 140));
    }
}
