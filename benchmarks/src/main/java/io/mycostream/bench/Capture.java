package io.mycostream.bench;

import static io.mycostream.ingest.mdp.MdpEndpoint.GATEWAY;
import static io.mycostream.ingest.mdp.MdpEndpoint.SIDE_A;
import static io.mycostream.ingest.mdp.MdpEndpoint.SIDE_B;
import static io.mycostream.ingest.mdp.MdpFlag.ACK_REQUESTED;
import static io.mycostream.ingest.mdp.MdpFlag.IS_ACK;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.mdp.PayloadKind;
import io.mycostream.ingest.mdp.body.BoardJson;
import io.mycostream.ingest.mdp.body.DurableEnvelope;
import io.mycostream.ingest.mdp.body.DurableEnvelope.Reading;
import io.mycostream.ingest.mdp.body.NoBody;
import io.mycostream.ingest.mdp.body.Structure;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a board of each firmware sends within some minutes: JSON and binary telemetry, envelopes, answers. */
final class Capture {

    private static final int ROUNDS = 64;

    private final List<MdpFrame> frames = new ArrayList<>();

    Capture() {
        for (int round = 0; round < ROUNDS; round++) {
            long seq = 1 + 4L * round;
            frames.add(new BoardJson(MdpType.TELEMETRY, telemetry(round)).frame(SIDE_A, GATEWAY, seq, 0));
            frames.add(Structure.of(PayloadKind.TELEMETRY_V1, structure(round)).frame(SIDE_A, SIDE_B, seq + 1, 0));
            frames.add(envelope(seq + 2).frame(SIDE_A, SIDE_B, seq + 2, 0, ACK_REQUESTED));
            frames.add(new NoBody(MdpType.ACK).frame(SIDE_A, GATEWAY, seq + 3, seq, IS_ACK));
        }
    }

    List<MdpFrame> frames() {
        return frames;
    }

    /** The frames as they are sent, one after the other. */
    byte[] wire() {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        frames.forEach(frame -> wire.writeBytes(frame.encode()));
        return wire.toByteArray();
    }

    private static ObjectNode telemetry(int round) {
        ObjectNode telemetry = JsonNodeFactory.instance.objectNode();
        telemetry.put("type", "telemetry").put("uptime_s", 10 * round).put("estop", false);
        telemetry
                .putObject("analog")
                .put("ai1", 627 + round)
                .put("ai2", 938)
                .put("ai3", 0)
                .put("ai4", 4095);
        ObjectNode sensor = telemetry.putObject("bme688").putObject("a");
        sensor.set("temperature_c", BoardJson.number(21.87f + round));
        sensor.set("humidity_pct", BoardJson.number(70.12f));
        sensor.set("pressure_hpa", BoardJson.number(1009.713f));
        sensor.put("gas_ohm", 48123);
        sensor.set("iaq", BoardJson.number(61.3f));
        sensor.set("co2_equivalent", BoardJson.number(612.34f));
        sensor.set("voc_equivalent", BoardJson.number(0.7123f));
        return telemetry;
    }

    private static ObjectNode structure(int round) {
        ObjectNode structure = JsonNodeFactory.instance.objectNode();
        structure.put("uptime_ms", 1000L * round);
        structure.putArray("ai_counts").add(round).add(1024).add(2048).add(4095);
        structure.putArray("mos").add(true).add(false).add(true);
        ObjectNode bus = structure.putArray("i2c").addObject();
        bus.putArray("addrs").add(0x76).add(0x77);
        bus.put("bme_addr", 0x76).put("bme_chip", 0x61).put("sda", 4).put("scl", 5);
        return structure;
    }

    private static DurableEnvelope envelope(long seq) {
        List<Reading> pack = new ArrayList<>();
        for (int channel = 1; channel <= 4; channel++) {
            pack.add(Reading.volts("ai" + channel, channel * 0.75));
        }
        for (int output = 1; output <= 3; output++) {
            pack.add(Reading.output("mos" + output, output == 2));
        }
        return new DurableEnvelope(
                DurableEnvelope.DEVICE_ID, "sporebase", Optional.of("Alpha"), seq, 1_774_742_400, 62_000, pack);
    }
}
