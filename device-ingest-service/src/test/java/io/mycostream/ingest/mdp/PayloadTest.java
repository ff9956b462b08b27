package io.mycostream.ingest.mdp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

    private static final int TELEMETRY = 1;
    private static final int COMMAND = 2;
    private static final int ACK = 3;
    private static final int EVENT = 5;
    private static final int WIFISENSE = 7;
    private static final int DRONE_TELEMETRY = 8;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":21.87000084}",
                "{\"a\":0.5000,\"b\":60.0}",
                "{\"a\":9007199254740993}",
                "{\"a\":123456789012345678901234567890}",
                "{\"a\":0.1234567890123456789012345678901234567890}",
                "{\"a\":-12,\"b\":[1,{\"c\":18446744073709551615}]}"
            })
    void numbersKeepEveryDigit(String json) {
        Payload payload = ofText(TELEMETRY, json);

        assertThat(payload.kind()).isEqualTo(PayloadKind.JSON);
        assertThat(payload.body().toString()).isEqualTo(json);
    }

    @Test
    void whatIsNoNumberBecomesNull() {
        Payload payload = ofText(TELEMETRY, "{\"a\":NaN,\"b\":[Infinity,-Infinity,1.5],\"c\":{\"d\":NaN}}");

        assertThat(payload.body()).hasToString("{\"a\":null,\"b\":[null,null,1.5],\"c\":{\"d\":null}}");
    }

    @Test
    void blanksAroundAnObjectDoNotMatter() {
        assertThat(ofText(EVENT, " \t\r\n{\"a\": 1}\r\n").body()).hasToString("{\"a\":1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1]",
                "1",
                "null",
                "   ",
                "{",
                "{\"a\":1",
                "{\"a\":1}}",
                "{\"a\":1} x",
                "{\"a\":1}{\"b\":2}",
                "{\"a\":1},",
                "{\"a\":1},\"b\":2",
                "{\"a\":1},\"b\":2}}",
                "{'a':1}",
                "{\"a\":\"\u0001\"}",
                "{\"a\":1e99999999999}"
            })
    void whatIsNotOneObjectIsRaw(String text) {
        Payload payload = ofText(TELEMETRY, text);

        assertThat(payload.kind()).isEqualTo(PayloadKind.RAW);
        assertThat(payload.body().properties())
                .singleElement()
                .satisfies(member -> assertThat(member.getKey()).isEqualTo("hex"));
    }

    @Test
    void textThatIsNotUtf8IsRaw() {
        Payload payload = of(TELEMETRY, "{\"a\":\"\u00FF\"}".getBytes(ISO_8859_1));

        assertThat(payload.kind()).isEqualTo(PayloadKind.RAW);
        assertThat(payload.body()).hasToString("{\"hex\":\"7b2261223a22ff227d\"}");
    }

    @Test
    void aBodyNestedWithoutEndIsRaw() {
        assertThat(ofText(TELEMETRY, "{\"a\":" + "[".repeat(900)).kind()).isEqualTo(PayloadKind.RAW);
        assertThat(ofText(TELEMETRY, "{\"a\":" + "[".repeat(400) + "]".repeat(400) + "}")
                        .kind())
                .isEqualTo(PayloadKind.RAW);
    }

    @Test
    void membersBehindAnEnvelopeAreMerged() {
        Payload payload = ofText(TELEMETRY, "{\"seq\":1,\"pack\":[]} , \"hash\":\"sha256:00\",\"sig\":\"x\"}\n");

        assertThat(payload.kind()).isEqualTo(PayloadKind.ENVELOPE);
        assertThat(payload.body()).hasToString("{\"seq\":1,\"pack\":[],\"hash\":\"sha256:00\",\"sig\":\"x\"}");
    }

    @ParameterizedTest
    @CsvSource({
        // printf '{"seq":1}' | sha256sum
        "sha256:b41e95c43f388d561b146326d84e3a6b9e31c4ef32ab97c04774c31aada3246a, MATCHES",
        "sha256:b41e95c43f388d561b146326d84e3a6b9e31c4ef32ab97c04774c31aada32460, DIFFERS",
        "blake2b256:00, ABSENT",
        "7, ABSENT"
    })
    void theHashOfAnEnvelopeIsChecked(String hash, EnvelopeHash expected) {
        Payload payload = ofText(TELEMETRY, "{\"seq\":1},\"hash\":\"" + hash + "\",\"sig\":\"x\"}");

        assertThat(payload.hash()).isEqualTo(expected);
    }

    @Test
    void onlyTheBoardsFormHasEnvelopes() {
        MdpFrame frame = MdpFrame.of(new BackendHeader(1, 0, 0), "{\"a\":1},\"hash\":\"x\"}".getBytes(UTF_8));

        assertThat(Payload.of(frame).kind()).isEqualTo(PayloadKind.RAW);
    }

    @Test
    void onlyTheBoardsFormHasBinaryBodies() {
        MdpFrame frame = MdpFrame.of(new BackendHeader(2, 0, 0), new byte[] {4, 0, 0, 0});

        assertThat(Payload.of(frame).kind()).isEqualTo(PayloadKind.RAW);
    }

    @Test
    void aCommandMayBeginWithABrace() {
        Payload payload = of(COMMAND, new byte[] {'{', 0, 1, 0, 9});

        assertThat(payload.kind()).isEqualTo(PayloadKind.COMMAND);
        assertThat(payload.body()).hasToString("{\"cmd_id\":123,\"cmd_len\":1,\"data\":\"09\"}");
    }

    @Test
    void aCommandThatAnnouncesMoreThanItHasIsRaw() {
        assertThat(of(COMMAND, new byte[] {4, 0, 3, 0, 1, 1}).kind()).isEqualTo(PayloadKind.RAW);
        assertThat(of(COMMAND, new byte[] {4, 0, 0}).kind()).isEqualTo(PayloadKind.RAW);
    }

    @Test
    void anEventOfAnotherTypeIsRaw() {
        assertThat(of(EVENT, new byte[] {2, 0, 4, 0, 4, 0, 0, 0}).kind()).isEqualTo(PayloadKind.RAW);
    }

    @Test
    void anAcknowledgementOfEightBytesIsSelective() {
        Payload payload =
                of(ACK, new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 5, 0, 0, (byte) 0x80});

        assertThat(payload.kind()).isEqualTo(PayloadKind.ACK_EXT);
        assertThat(payload.body()).hasToString("{\"base_seq\":4294967295,\"bitmap\":2147483653}");
    }

    @Test
    void aHeartbeatIsAnEmptyFrameOfType7Only() {
        assertThat(of(WIFISENSE, new byte[0]).kind()).isEqualTo(PayloadKind.HEARTBEAT);
        assertThat(of(TELEMETRY, new byte[0]).kind()).isEqualTo(PayloadKind.EMPTY);
    }

    @Test
    void aTelemetryStructureNeedsItsMark() {
        assertThat(of(TELEMETRY, new byte[188]).kind()).isEqualTo(PayloadKind.RAW);
    }

    @Test
    void aBusHasAtMost16Addresses() {
        byte[] structure = new byte[188];
        little(structure)
                .putShort(0, (short) 0xA15A)
                .put(2, (byte) 1)
                .put(40, (byte) 200)
                .put(116, (byte) -1);

        Payload payload = of(TELEMETRY, structure);

        assertThat(payload.body().at("/i2c/0/addrs")).hasSize(16);
        assertThat(payload.body().at("/i2c/0/sda").intValue()).isEqualTo(-1);
    }

    @Test
    void samplesAreCutTo128AndFollowTheirFormat() {
        byte[] structure = new byte[570];
        little(structure).putShort(8, (short) 500).put(10, (byte) 1).putInt(14, -1);

        Payload payload = of(WIFISENSE, structure);

        assertThat(payload.body().get("csi_length").intValue()).isEqualTo(500);
        assertThat(payload.body().get("csi")).hasSize(128);
        assertThat(payload.body().at("/csi/0")).as("amplitude and phase").hasToString("[65535,-1]");
    }

    @Test
    void floatsThatAreNoNumbersBecomeNullAndFullTextsNeedNoZero() {
        byte[] structure = new byte[102];
        little(structure).putFloat(0, Float.NaN).putFloat(4, Float.NEGATIVE_INFINITY);
        Arrays.fill(structure, 70, 102, (byte) 'm');

        Payload payload = of(DRONE_TELEMETRY, structure);

        assertThat(payload.body().get("latitude").isNull()).isTrue();
        assertThat(payload.body().get("longitude").isNull()).isTrue();
        assertThat(payload.body().get("mission_target").textValue()).isEqualTo("m".repeat(32));
    }

    private static ByteBuffer little(byte[] structure) {
        return ByteBuffer.wrap(structure).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Payload ofText(int type, String text) {
        return of(type, text.getBytes(UTF_8));
    }

    private static Payload of(int type, byte[] payload) {
        return Payload.of(MdpFrame.of(new MdpHeader(type, 1, 0, 0, 0xA1, 0xC0), payload));
    }
}
