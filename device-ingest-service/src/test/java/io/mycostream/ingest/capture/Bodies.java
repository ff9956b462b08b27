package io.mycostream.ingest.capture;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.mdp.PayloadKind;
import io.mycostream.ingest.mdp.body.BackendJson;
import io.mycostream.ingest.mdp.body.BinaryCommand;
import io.mycostream.ingest.mdp.body.BoardJson;
import io.mycostream.ingest.mdp.body.Body;
import io.mycostream.ingest.mdp.body.CommandCode;
import io.mycostream.ingest.mdp.body.DurableEnvelope;
import io.mycostream.ingest.mdp.body.DurableEnvelope.Reading;
import io.mycostream.ingest.mdp.body.NoBody;
import io.mycostream.ingest.mdp.body.Structure;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Bodies of every kind, with random content. */
final class Bodies {

    private static final int KINDS = 13;

    private Bodies() {}

    static Body ofBoard(RandomGenerator random, long seq) {
        return switch (random.nextInt(KINDS)) {
            case 0 -> new BoardJson(MdpType.EVENT, object().put("event", "estop_activated"));
            case 1 -> BoardJson.answer(random.nextBoolean(), "mosfet_updated");
            case 2 -> new NoBody(MdpType.ACK);
            case 3 -> new NoBody(MdpType.WIFISENSE);
            case 4 -> BinaryCommand.of(CommandCode.PIXEL_PATTERN, bytes(random, random.nextInt(300)));
            case 5 -> Structure.result(random.nextInt(0x10000), -random.nextInt(4), bytes(random, random.nextInt(9)));
            case 6 -> Structure.acknowledgement(random.nextLong(1L << 32), random.nextLong(1L << 32));
            case 7 -> Structure.of(PayloadKind.TELEMETRY_V1, object().put("uptime_ms", random.nextLong(1L << 32)));
            case 8 -> Structure.of(PayloadKind.WIFISENSE, samples(random));
            case 9 ->
                Structure.of(
                        PayloadKind.DRONE_TELEMETRY,
                        object().put("latitude", random.nextFloat()).put("mission_target", "mushroom1-7"));
            case 10 ->
                Structure.of(
                        PayloadKind.DRONE_MISSION_STATUS,
                        object().put("mission_id", random.nextInt(10_000)).put("error_message", "gps\nlost"));
            case 11 -> envelope(random, seq);
            default -> telemetry(random);
        };
    }

    static Body greeting(String name) {
        return new BoardJson(MdpType.HELLO, object().put("device_id", name).put("role", "mushroom1"));
    }

    /** A payload of no kind, which counts all the same. */
    static byte[] raw(RandomGenerator random) {
        return bytes(random, 9 + random.nextInt(90));
    }

    static BackendJson ofBackend(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> BackendJson.command(random.nextInt(100), "i2c_scan", object());
            case 1 -> BackendJson.event("error", "warning", "I²C timeout", object());
            case 2 -> BackendJson.answer(random.nextBoolean(), random.nextInt(0x10000));
            default -> BackendJson.telemetry(object().put("temperature", random.nextDouble()));
        };
    }

    static byte[] bytes(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Body telemetry(RandomGenerator random) {
        ObjectNode telemetry = object().put("type", "telemetry").put("uptime_s", random.nextInt(1 << 20));
        telemetry.putObject("analog").put("ai1", random.nextInt(4096));
        telemetry.putObject("bme688").putObject("a").set("temperature_c", BoardJson.number(random.nextFloat() * 40));
        telemetry.put("note", "ä\n".repeat(random.nextInt(150)));
        return new BoardJson(MdpType.TELEMETRY, telemetry);
    }

    private static ObjectNode samples(RandomGenerator random) {
        ObjectNode samples = object();
        for (int i = random.nextInt(129); i > 0; i--) {
            samples.withArray("csi")
                    .addArray()
                    .add(random.nextInt(-32768, 32768))
                    .add(random.nextInt(100));
        }
        return samples;
    }

    private static Body envelope(RandomGenerator random, long seq) {
        List<Reading> pack =
                List.of(Reading.volts("ai1", random.nextDouble() * 3.3), Reading.output("mos1", random.nextBoolean()));
        return new DurableEnvelope(
                DurableEnvelope.DEVICE_ID, "sporebase", Optional.of("Älpha"), seq, random.nextInt(100), seq, pack);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
