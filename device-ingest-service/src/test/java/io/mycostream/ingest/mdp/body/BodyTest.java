package io.mycostream.ingest.mdp.body;

import static io.mycostream.ingest.mdp.MdpEndpoint.GATEWAY;
import static io.mycostream.ingest.mdp.MdpEndpoint.SIDE_A;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.EnvelopeHash;
import io.mycostream.ingest.mdp.Examples;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.mdp.Payload;
import io.mycostream.ingest.mdp.PayloadKind;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BodyTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @Test
    void binaryCommandsAreLaidOutAsTheFirmwareReadsThem() {
        assertThat(hex(BinaryCommand.setI2c(4, 5))).isEqualTo("0100" + "0200" + "0405");
        assertThat(hex(BinaryCommand.setI2c(4, 5, 400_000))).isEqualTo("0100" + "0600" + "0405" + "801a0600");
        assertThat(hex(BinaryCommand.of(CommandCode.SCAN_I2C))).isEqualTo("0200" + "0000");
        assertThat(hex(BinaryCommand.setTelemetryMillis(60_000))).isEqualTo("0300" + "0400" + "60ea0000");
        assertThat(hex(BinaryCommand.setMos(2, true))).isEqualTo("0400" + "0200" + "0201");
        assertThat(hex(BinaryCommand.of(CommandCode.REBOOT))).isEqualTo("0900" + "0000");
        assertThat(hex(BinaryCommand.setDeviceRole("alarm"))).isEqualTo("0a00" + "0500" + "616c61726d");
        assertThat(hex(BinaryCommand.setDisplayName("ä"))).isEqualTo("0b00" + "0200" + "c3a4");
        assertThat(hex(BinaryCommand.buzzerTone(880, 500))).isEqualTo("2000" + "0400" + "7003" + "f401");
        assertThat(hex(BinaryCommand.droneWaypoint(47.5f, -122.25f, 86.5f)))
                .isEqualTo("2800" + "0c00" + "00003e42" + "0080f4c2" + "0000ad42");
        assertThat(hex(BinaryCommand.of(0xBEEF, (byte) 1))).isEqualTo("efbe" + "0100" + "01");
    }

    @Test
    void binaryCommandsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinaryCommand.setMos(4, true))
                .withMessage("output is 4, expected 1..3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinaryCommand.setDeviceRole("x".repeat(32)))
                .withMessage("length of role is 32, expected 1..31");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinaryCommand.of(0x10000))
                .withMessage("cmd_id is 65536, expected 0..65535");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinaryCommand.of(1, new byte[0x10000]))
                .withMessage("cmd_len is 65536, expected 0..65535");
    }

    @Test
    void binaryCommandsAreReadAsTheyWereWritten() {
        Payload read = read(BinaryCommand.setMos(3, false));

        assertThat(read.kind()).isEqualTo(PayloadKind.COMMAND);
        assertThat(read.body()).hasToString("{\"cmd_id\":4,\"cmd_len\":2,\"data\":\"0300\"}");
    }

    @Test
    void resultsAndSelectiveAcknowledgementsAreReadAsTheyWereWritten() {
        assertThat(read(Structure.result(4, -3, (byte) 9)).body())
                .hasToString("{\"evt_type\":1,\"evt_len\":4,\"cmd_id\":4,\"status\":-3,\"data\":\"09\"}");
        assertThat(read(Structure.acknowledgement(0xFFFF_FFFFL, 5)).body())
                .hasToString("{\"base_seq\":4294967295,\"bitmap\":5}");
    }

    @ParameterizedTest
    @CsvSource({
        "21.87, 21.87000084",
        "61.3, 61.29999924",
        "0.7123, 0.712300003",
        "612.34, 612.3400269",
        "1009.713, 1009.713013",
        "48123, 48123",
        "0, 0",
        "-0.5, -0.5",
        "100, 100",
        "NaN, null",
        "-Infinity, null"
    })
    void floatsArePrintedAsBoardsPrintThem(float value, String printed) {
        assertThat(BoardJson.number(value)).hasToString(printed);
    }

    @Test
    void ordersAndAnswersAreJsonWithoutBlanks() {
        ObjectNode params = JsonNodeFactory.instance.objectNode().put("rate_hz", 0.5);

        assertThat(new String(BoardJson.command("stream_sensors", params).encode(), UTF_8))
                .isEqualTo("{\"cmd\":\"stream_sensors\",\"params\":{\"rate_hz\":0.5}}");
        assertThat(new String(BoardJson.answer(false, "unknown_command").encode(), UTF_8))
                .isEqualTo("{\"success\":false,\"message\":\"unknown_command\"}");
    }

    @Test
    void backendTelemetryHasAllItsMembersAndNoOther() {
        ObjectNode known = JsonNodeFactory.instance.objectNode().put("temperature", 25.5);

        assertThat(new String(BackendJson.telemetry(known).encode(), UTF_8))
                .startsWith("{\"ai1_voltage\": null, ")
                .contains("\"temperature\": 25.5, ")
                .endsWith("\"uptime_seconds\": null}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BackendJson.telemetry(
                        JsonNodeFactory.instance.objectNode().put("co2", 1)))
                .withMessageStartingWith("telemetry has no member co2, expected some of [ai1_voltage, ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BackendJson(MdpType.HELLO, known))
                .withMessage("mdp1-be13 has no type HELLO");
    }

    @Test
    void backendOrdersEventsAndAnswersAreSpelledAsTheBackendSpellsThem() {
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();

        assertThat(new String(BackendJson.command(1, "reset", nothing).encode(), UTF_8))
                .isEqualTo("{\"command_id\": 1, \"command_type\": \"reset\", \"parameters\": {}}");
        assertThat(new String(
                        BackendJson.event("error", "warning", "I²C", nothing).encode(), UTF_8))
                .isEqualTo(
                        "{\"event_type\": \"error\", \"severity\": \"warning\", \"message\": \"I\\u00b2C\", \"data\": {}}");
        assertThat(new String(BackendJson.answer(true, 257).encode(), UTF_8))
                .isEqualTo("{\"success\": true, \"ack_sequence\": 257}");
        assertThat(BackendJson.answer(true, 257).frame(0, 1_774_742_400).encode())
                .isEqualTo(Examples.valid(22).wire());
    }

    @Test
    void theHashOfAnEnvelopeFitsItAndANameIsAsUnescapedAsOnABoard() {
        DurableEnvelope plain = envelope(Optional.empty());
        DurableEnvelope broken = envelope(Optional.of("the \"best\""));

        assertThat(read(plain).hash()).isEqualTo(EnvelopeHash.MATCHES);
        assertThat(read(plain).body().at("/hdr/msgId").asText()).isEqualTo("123456789");
        assertThat(read(broken).kind()).isEqualTo(PayloadKind.RAW);
    }

    @Test
    void voltsFollowFromCountsUnlessTheyAreGiven() throws JsonProcessingException {
        Payload derived = read(structure(PayloadKind.TELEMETRY_V1, "{\"ai_counts\":[0,1024,4095]}"));
        Payload given = read(structure(PayloadKind.TELEMETRY_V1, "{\"ai_counts\":[4095],\"ai_volts\":[null,2.5]}"));

        assertThat(derived.body().get("ai_volts")).hasToString("[0.0,0.8252014517784119,3.299999952316284,0.0]");
        assertThat(given.body().get("ai_volts")).hasToString("[null,2.5,0.0,0.0]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TELEMETRY_V1 | {\"ai_count\":[]} | there is no member ai_count in this structure",
                "TELEMETRY_V1 | {\"uptime_ms\":-1} | uptime_ms is -1, expected 0..4294967295",
                "TELEMETRY_V1 | {\"i2c\":[7]} | i2c holds 7, expected an object for each bus",
                "TELEMETRY_V1 | {\"i2c\":[{\"sda\":200}]} | sda is 200, expected -128..127",
                "TELEMETRY_V1 | {\"i2c\":[{\"scl_pin\":2}]} | there is no member scl_pin in this structure",
                "DRONE_TELEMETRY | {\"latitude\":\"47\"} | latitude is \"47\", expected a number",
                "DRONE_TELEMETRY | {\"latitude\":1e39} | latitude is 1.0E39, expected a number that 32 bits can hold",
                "DRONE_TELEMETRY | {\"battery_percent\":0.5} | battery_percent is 0.5, expected a whole number",
                "DRONE_MISSION_STATUS | {\"error_message\":5} | error_message is 5, expected a text",
                "WIFISENSE | {\"csi\":[[1]]} | csi holds [1], expected pairs of numbers",
                "WIFISENSE | {\"csi\":{}} | csi is {}, expected a list",
                "WIFISENSE | {\"imu_gyro\":[1,2,3,4]} | length of imu_gyro is 4, expected 0..3",
                "JSON | {} | json is no binary structure"
            })
    void structuresThatDoNotFitAreRefused(PayloadKind kind, String members, String message)
            throws JsonProcessingException {
        ObjectNode given = (ObjectNode) JSON.readTree(members);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Structure.of(kind, given))
                .withMessage(message);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void writingUndoesReadingForEveryStructure(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        for (Payload payload : List.of(
                payload(random, 1, 188, 0x01A15A),
                payload(random, 2, 4 + random.nextInt(40), random.nextInt(0x10000)),
                payload(random, 3, 8, random.nextInt()),
                payload(random, 5, 8 + random.nextInt(40), 1 | 4 << 16),
                payload(random, 7, 570, random.nextInt()),
                payload(random, 8, 102, random.nextInt()),
                payload(random, 9, 74, random.nextInt()))) {
            ObjectNode members = payload.body().deepCopy();

            Payload again = read(Structure.of(payload.kind(), members));

            assertThat(again).as("seed %d", seed).isEqualTo(payload);
        }
    }

    @Test
    void aFrameKnowsWhetherABoardCanTakeIt() {
        MdpFrame large = BinaryCommand.of(1, new byte[1002 - 4]).frame(GATEWAY, SIDE_A, 1, 0);
        MdpFrame tooLarge = BinaryCommand.of(1, new byte[1006 - 4]).frame(GATEWAY, SIDE_A, 1, 0);

        assertThat(large.fitsBoard()).isTrue();
        assertThat(tooLarge.fitsBoard()).isFalse();
    }

    @Test
    void aFrameKnowsWhetherALineEndIsSentWithinIt() {
        BoardJson hello = BoardJson.command("hello", JsonNodeFactory.instance.objectNode());

        List<Long> lost = LongStream.rangeClosed(1, 13)
                .filter(seq -> hello.frame(GATEWAY, SIDE_A, seq, 0).holdsLineEnd())
                .boxed()
                .toList();

        assertThat(lost).contains(10L, 13L);
    }

    /** A payload of random bytes that begins with these four and is the structure that its type and size say. */
    private static Payload payload(RandomGenerator random, int type, int length, int start) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) (start >> 8 * i);
        }
        for (int i = 0; i < length; i++) {
            // texts that are no UTF-8 do not come back, and a brace in front is JSON
            bytes[i] &= (byte) (i > 3 ? 0x7F : 0xFF);
        }
        if (type == 2) {
            bytes[2] = (byte) (length - 4);
            bytes[3] = 0;
        }
        if (type == 1) {
            for (int bus = 0; bus < 4; bus++) {
                bytes[40 + bus] = (byte) random.nextInt(17);
            }
        }
        return Payload.of(MdpFrame.of(new MdpHeader(type, 1, 0, 0, 0xA1, 0xC0), bytes));
    }

    private static DurableEnvelope envelope(Optional<String> name) {
        return new DurableEnvelope(
                DurableEnvelope.DEVICE_ID,
                "sporebase",
                name,
                123_456_789,
                1_774_742_400,
                62_000,
                List.of(DurableEnvelope.Reading.volts("ai1", 0.5)));
    }

    private static Structure structure(PayloadKind kind, String members) throws JsonProcessingException {
        return Structure.of(kind, (ObjectNode) JSON.readTree(members));
    }

    private static Payload read(Body body) {
        return Payload.of(body.frame(SIDE_A, GATEWAY, 1, 0));
    }

    private static String hex(Body body) {
        return HexFormat.of().formatHex(body.encode());
    }
}
