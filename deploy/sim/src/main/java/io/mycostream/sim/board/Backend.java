package io.mycostream.sim.board;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.ingest.mdp.BackendHeader;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpInput;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.mdp.MdpVariant;
import io.mycostream.ingest.mdp.Payload;
import io.mycostream.sim.board.Climate.Air;
import io.mycostream.sim.board.Climate.Reading;
import io.mycostream.sim.board.Sending.Framed;
import java.util.Locale;

/**
 * A program of the MycoBrain backend that speaks the big-endian form. No board does. Its numbers begin at 0 and have 16 bits;
 * its JSON has spaces and every key, also those without a value.
 */
public final class Backend implements Board {

    private static final double OWN_RATE_HZ = 1;
    private static final int TELEMETRY = 1;
    private static final int EVENT = 3;
    private static final int ACK = 4;
    private static final long EVENT_EVERY = 30 * Uptime.SECOND;

    /** Its boot in Unix seconds, always the same, so that a seed gives the same bytes again. */
    private static final long BOOT_TIME = 1_774_742_400;

    private final BoardSettings settings;
    private final Sensors sensors;
    private final Counter counter;
    private final MdpFrameReader reader = new MdpFrameReader();
    private final boolean[] outputs = new boolean[4];
    private Every telemetry;
    private Every event = new Every(EVENT_EVERY, EVENT_EVERY);

    Backend(BoardSettings settings) {
        this.settings = settings;
        this.sensors = new Sensors(settings);
        this.counter = Counter.ofBackend(settings);
        this.telemetry = new Every(settings.interval(OWN_RATE_HZ), 0);
    }

    @Override
    public void boot(Outlet outlet) {
        counter.reset();
        reader.reset();
        telemetry = new Every(settings.interval(OWN_RATE_HZ), 0);
        event = new Every(EVENT_EVERY, EVENT_EVERY);
    }

    @Override
    public long nextDue() {
        return Math.min(telemetry.next(), event.next());
    }

    @Override
    public void advance(long uptimeNanos, Outlet outlet) {
        while (telemetry.isDue(uptimeNanos)) {
            send(TELEMETRY, telemetry(uptimeNanos), uptimeNanos, outlet);
        }
        while (event.isDue(uptimeNanos)) {
            send(
                    EVENT,
                    "{\"event_type\": \"error\", \"severity\": \"warning\", \"message\": \"I\\u00b2C timeout\", \"data\": {}}",
                    uptimeNanos,
                    outlet);
        }
    }

    @Override
    public void receive(byte[] bytes, int count, long uptimeNanos, Outlet outlet) {
        reader.feed(bytes, 0, count, input -> obey(input, uptimeNanos, outlet));
    }

    private void obey(MdpInput input, long uptimeNanos, Outlet outlet) {
        if (!(input instanceof MdpFrame frame)
                || frame.variant() != MdpVariant.BE13
                || frame.type() != MdpType.COMMAND) {
            return;
        }
        JsonNode body = Payload.of(frame).body();
        String command = body.path("command_type").asText("");
        JsonNode parameters = body.path("parameters");
        boolean success = switch (command) {
            case "set_mosfet" -> switchOutput(parameters);
            case "set_telemetry_interval" -> interval(parameters);
            case "i2c_scan", "reset", "read_sensor" -> true;
            default -> false;
        };
        if (command.equals("read_sensor")) {
            send(TELEMETRY, telemetry(uptimeNanos), uptimeNanos, outlet);
        }
        outlet.commanded(frame.seq(), command, Boolean.toString(success));
        send(ACK, "{\"success\": %s, \"ack_sequence\": %d}".formatted(success, frame.seq()), uptimeNanos, outlet);
        if (command.equals("reset")) {
            outlet.resetWanted();
        }
    }

    private boolean switchOutput(JsonNode parameters) {
        int index = parameters.path("mosfet_index").asInt(-1);
        if (index < 0 || index >= outputs.length) {
            return false;
        }
        outputs[index] = parameters.path("state").asBoolean();
        return true;
    }

    private boolean interval(JsonNode parameters) {
        double seconds = parameters.path("interval_seconds").asDouble(0);
        if (seconds <= 0) {
            return false;
        }
        telemetry.interval(Math.round(seconds * Uptime.SECOND));
        return true;
    }

    private String telemetry(long uptimeNanos) {
        Reading reading = sensors.read(uptimeNanos);
        Air air = reading.inner();
        return String.format(
                Locale.ROOT,
                "{\"ai1_voltage\": %.3f, \"ai2_voltage\": %.3f, \"ai3_voltage\": %.3f, \"ai4_voltage\": %.3f, "
                        + "\"temperature\": %.2f, \"humidity\": %.2f, \"pressure\": %.2f, \"gas_resistance\": %d.0, "
                        + "\"mosfet_states\": [%s, %s, %s, %s], \"i2c_addresses\": [118, 119], \"power_status\": {}, "
                        + "\"firmware_version\": null, \"uptime_seconds\": %d}",
                Analog.volts(reading.analogCounts().get(0)),
                Analog.volts(reading.analogCounts().get(1)),
                Analog.volts(reading.analogCounts().get(2)),
                Analog.volts(reading.analogCounts().get(3)),
                air.temperatureC(),
                air.humidityPercent(),
                air.pressureHpa(),
                air.gasOhm(),
                outputs[0],
                outputs[1],
                outputs[2],
                outputs[3],
                Uptime.seconds(uptimeNanos));
    }

    private void send(int type, String body, long uptimeNanos, Outlet outlet) {
        BackendHeader header = new BackendHeader(type, (int) counter.next(), BOOT_TIME + Uptime.seconds(uptimeNanos));
        outlet.send(Framed.once(MdpFrame.of(header, body.getBytes(UTF_8))));
    }
}
