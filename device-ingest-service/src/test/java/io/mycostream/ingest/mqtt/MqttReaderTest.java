package io.mycostream.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.ingest.mdp.EnvelopeHash;
import io.mycostream.ingest.mqtt.MqttInput.Reason;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MqttReaderTest {

    /** The printed example: 21.7 degrees and 0.12 ppm, with a real hash and a signature that is none. */
    private static final byte[] ENVELOPE = HexFormat.of()
            .parseHex(
                    "ab0001016d6d79636f2d6e6f64652d30303102020350000102030405060708090a0b0c0d0e0f041b00000199c82cc00005"
                            + "182a061a0001e24007a3001a13800508013a45d55d7702050882a500010118d9020103010400a50004010c020203030400"
                            + "0a5820e8100d54a0384a2fc080a436722c9c0b9e99f49c0db639a573d83c0b8554ed9f0b5840"
                            + "bb".repeat(64));

    private final MqttReader reader = new MqttReader("/mycobrain/", 4096);

    @Test
    void aFlatBodyIsKeptWhole() {
        MqttInput input = read("mycobrain/mushroom1/telemetry", "{\"temperature\":22.50,\"nested\":{\"a\":[1,NaN]}}");

        assertThat(input).isInstanceOfSatisfying(MqttInput.Reading.class, reading -> {
            assertThat(reading.deviceId()).isEqualTo("mushroom1");
            assertThat(reading.body()).hasToString("{\"temperature\":22.50,\"nested\":{\"a\":[1,null]}}");
            assertThat(reading.hash()).isEqualTo(EnvelopeHash.ABSENT);
            assertThat(reading.named()).isFalse();
        });
    }

    @Test
    void readingsCountWhereThePackIsEmpty() {
        assertThat(read("mycobrain/m1/telemetry", "{\"pack\":[],\"readings\":[{\"id\":\"ai1\",\"v\":1}]}"))
                .isInstanceOfSatisfying(
                        MqttInput.Reading.class,
                        reading -> assertThat(reading.body().path("pack")).hasToString("[{\"id\":\"ai1\",\"v\":1}]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mycobrain/m1/telemetry",
                "/mycobrain/m1/telemetry/",
                " mycobrain/m1/envelope ",
                "// mycobrain/m1/telemetry / ",
                "mycobrain/m1/sensors",
                "natureos/devices/m1/telemetry"
            })
    void readingsComeOnTheseTopics(String topic) {
        assertThat(read(topic, "{\"readings\":[{\"id\":\"ai1\",\"v\":1}],\"seq\":4,\"ts\":{\"utc\":\"1\"}}"))
                .isInstanceOfSatisfying(MqttInput.Reading.class, reading -> {
                    assertThat(reading.deviceId()).isEqualTo("m1");
                    assertThat(reading.body().path("pack")).hasToString("[{\"id\":\"ai1\",\"v\":1}]");
                    assertThat(reading.named()).isTrue();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mycobrain/m1/Telemetry",
                "Mycobrain/m1/telemetry",
                "mycobrain/m1/HEARTBEAT",
                "x/mycobrain/m1/telemetry",
                "mycobrain/m1//telemetry",
                "mycobrain/m1",
                "mycobrain/m1/telemetry/more",
                "mycobrain/telemetry",
                "mycobrain/m1/commands",
                "myca/devices/m1/cmd",
                "natureos/discovery",
                "natureos/events/a/b",
                "other/m1/telemetry",
                ""
            })
    void othersAreIgnoredWhateverTheyHold(String topic) {
        assertThat(read(topic, "no JSON")).isEqualTo(new MqttInput.Ignored());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"seq\":1}", "{\"device_id\":\"m1\",\"firmware_version\":\"2.1.0\"}"})
    void heartbeatsNeedNothing(String body) {
        assertThat(read("mycobrain/m1/heartbeat", body))
                .isInstanceOfSatisfying(MqttInput.Heartbeat.class, heartbeat -> {
                    assertThat(heartbeat.deviceId()).isEqualTo("m1");
                    assertThat(heartbeat.body()).hasToString(body);
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"device_id":"m2","t":1}                        | the body names m2, expected m1
                    {"deviceId":"m2","t":1}                         | the body names m2, expected m1
                    {"hdr":{"deviceId":"mycobrain-side-a"},"seq":1} | the body names mycobrain-side-a, expected m1
                    {"device_id":7}                                 | the body names 7, expected m1
                    {"message_type":"fci_telemetry","source":{"id":"FCI-1"}} | the body names FCI-1, expected m1
                    """)
    void aBodyThatNamesAnotherDeviceIsRefused(String body, String message) {
        for (String leaf : List.of("telemetry", "envelope", "heartbeat", "response", "status")) {
            assertThat(read("mycobrain/m1/" + leaf, body))
                    .isEqualTo(new MqttInput.Rejected(Reason.IDENTITY_MISMATCH, message));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"device_id\":\"m1\",\"deviceId\":\"m1\",\"t\":1}",
                "{\"device_id\":null,\"t\":1}",
                "{\"device_id\":\"\",\"t\":1}",
                "{\"hdr\":{\"deviceId\":\"m1\"},\"t\":1}",
                "{\"source\":{\"id\":\"m2\"},\"t\":1}"
            })
    void aBodyThatNamesTheSameDeviceOrNoneIsKept(String body) {
        assertThat(read("mycobrain/m1/telemetry", body))
                .isInstanceOfSatisfying(
                        MqttInput.Reading.class,
                        reading -> assertThat(reading.body()).hasToString(body));
    }

    @Test
    void aReasonNamesAStrangerInOneLineThatEnds() {
        assertThat(read("mycobrain/m1/telemetry", "{\"device_id\":\"m2\\n\\u0007\\ud800\"}"))
                .isEqualTo(new MqttInput.Rejected(Reason.IDENTITY_MISMATCH, "the body names m2???, expected m1"));
        assertThat(read("mycobrain/m1/telemetry", "{\"device_id\":\"" + "x".repeat(3000) + "\"}"))
                .isEqualTo(new MqttInput.Rejected(
                        Reason.IDENTITY_MISMATCH, "the body names " + "x".repeat(256) + ", expected m1"));
        assertThat(reader.read("any/topic", HexFormat.of().parseHex("a100a2620a6200620a6201")))
                .isEqualTo(new MqttInput.Rejected(Reason.BAD_ENVELOPE, "byte 10 is the key ?b twice, expected once"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"t":NaN,"u":[Infinity,{"v":-Infinity}]}   | {"t":null,"u":[null,{"v":null}]}
                    {"pack":[{"id":"ai1","v":NaN}]}            | {"pack":[{"id":"ai1","v":null}]}
                    {"t":"NaN","v":21.87000084}                | {"t":"NaN","v":21.87000084}
                    """)
    void whatIsNoNumberIsNull(String body, String kept) {
        assertThat(read("mycobrain/m1/telemetry", body))
                .isInstanceOfSatisfying(
                        MqttInput.Reading.class,
                        reading -> assertThat(reading.body()).hasToString(kept));
    }

    @Test
    void aPrefixMayHaveSeveralLevels() {
        MqttReader below = new MqttReader("site/lab/", 4096);

        assertThat(below.read("/site/lab/m1/telemetry", "{}".getBytes(UTF_8))).isInstanceOf(MqttInput.Reading.class);
        assertThat(below.read("site/m1/telemetry", "{}".getBytes(UTF_8))).isEqualTo(new MqttInput.Ignored());
        assertThat(below.read("site/lab/x/m1/telemetry", "{}".getBytes(UTF_8))).isEqualTo(new MqttInput.Ignored());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[1]", "null", "{\"a\":1", "{\"a\":1}x", "{\"a\":1}{\"b\":2}", "21.5", "{\"a\":1}, 5"})
    void aBodyThatIsNotOneObjectIsRefused(String body) {
        assertThat(read("mycobrain/m1/telemetry", body)).isInstanceOfSatisfying(MqttInput.Rejected.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo(Reason.NOT_JSON);
            assertThat(rejected.message())
                    .startsWith("body begins with ")
                    .endsWith(", expected one JSON object in UTF-8");
        });
    }

    @Test
    void theDurableEnvelopeIsReadAlthoughItIsNotOneValue() {
        String first = "{\"hdr\":{\"deviceId\":\"m1\",\"msgId\":\"00000042\"},\"seq\":42,\"pack\":[]}";

        MqttInput input = read("mycobrain/m1/envelope", first + ",\"hash\":\"sha256:" + "0".repeat(64) + "\"}");

        assertThat(input).isInstanceOfSatisfying(MqttInput.Reading.class, reading -> {
            assertThat(reading.hash()).isEqualTo(EnvelopeHash.DIFFERS);
            assertThat(reading.named()).isTrue();
        });
    }

    @Test
    void aBioelectricMessageIsKeptWholeAndNamedByItsId() {
        String body =
                "{\"id\":\"ab-1\",\"channel\":\"device.FCI-1.telemetry\",\"source\":{\"type\":\"fci\",\"id\":\"FCI-1\"},"
                        + "\"message_type\":\"fci_telemetry\",\"payload\":{\"bioelectric\":{\"amplitude_uv\":1.5}}}";

        assertThat(read("mycobrain/FCI-1/telemetry", body)).isInstanceOfSatisfying(MqttInput.Reading.class, reading -> {
            assertThat(reading.body()).hasToString(body);
            assertThat(reading.named()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"mycobrain/myco-node-001/envelope", "any/topic", "mycobrain/myco-node-001/heartbeat"})
    void aCompactEnvelopeIsReadOnAnyTopic(String topic) {
        assertThat(reader.read(topic, ENVELOPE)).isInstanceOfSatisfying(MqttInput.Reading.class, reading -> {
            assertThat(reading.deviceId()).isEqualTo("myco-node-001");
            assertThat(reading.named()).isTrue();
            assertThat(reading.body())
                    .hasToString(
                            "{\"temperature\":21.7,\"voc\":0.12,\"units\":{\"temperature\":\"°C\",\"voc\":\"ppm\"},"
                                    + "\"geo\":{\"lat\":32.7157,\"lon\":-117.1611,\"acc_m\":5}}");
        });
    }

    @Test
    void aCompactEnvelopeOfAnotherDeviceThanTheTopicsIsRefused() {
        assertThat(reader.read("mycobrain/m1/envelope", ENVELOPE))
                .isEqualTo(
                        new MqttInput.Rejected(Reason.IDENTITY_MISMATCH, "the body names myco-node-001, expected m1"));
    }

    @Test
    void aChangedCompactEnvelopeIsRefusedWhereverItIsChanged() {
        int signature = ENVELOPE.length - 64;
        for (int i = 0; i < ENVELOPE.length; i++) {
            byte[] changed = ENVELOPE.clone();
            changed[i] ^= 1;
            MqttInput input = reader.read("any/topic", changed);
            if (i < signature) {
                assertThat(input).as("byte %d", i).isNotInstanceOf(MqttInput.Reading.class);
            } else {
                assertThat(input).as("the signature says nothing").isInstanceOf(MqttInput.Reading.class);
            }
        }
    }

    @Test
    void aPartOfACompactEnvelopeIsRefused() {
        for (int length = 1; length < ENVELOPE.length; length++) {
            assertThat(reader.read("any/topic", Arrays.copyOf(ENVELOPE, length)))
                    .as("%d bytes", length)
                    .isInstanceOfSatisfying(
                            MqttInput.Rejected.class,
                            rejected -> assertThat(rejected.reason()).isEqualTo(Reason.BAD_ENVELOPE));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    bf0001ff         | byte 0 is an indefinite length, expected a definite one
                    a1180001         | byte 1 is an integer in 1 bytes, expected its shortest form
                    a20101 0001      | byte 3 is key 0, expected an integer key above 1
                    a100f93c00       | byte 2 is a float or a simple value, expected an integer, text, bytes, a list or a map
                    a100c100         | byte 2 is a tag, expected none
                    a1007fffffff     | byte 2 is an indefinite length, expected a definite one
                    a1005affffffff   | byte 2 is a length of 4294967295, expected at most what is left
                    a1006180         | byte 2 is text, expected UTF-8
                    a1000100         | 1 bytes after the envelope, expected none
                    a10002           | version (key 0) is 2, expected an integer from 1 to 1
                    a100a1616100     | version (key 0) is object, expected an integer from 1 to 1
                    """)
    void saysWhatIsWrongWithACompactEnvelope(String hex, String message) {
        assertThat(reader.read("any/topic", HexFormat.of().parseHex(hex.replace(" ", ""))))
                .isEqualTo(new MqttInput.Rejected(Reason.BAD_ENVELOPE, message));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    online                    | true
                    OFFLINE                   | false
                    {"status":"offline"}      | false
                    {"state":"connected"}     | true
                    {"online":false}          | false
                    1                         | true
                    """)
    void aStatusSaysWhetherABoardIsThere(String body, boolean present) {
        assertThat(read("mycobrain/m1/status", body)).isEqualTo(new MqttInput.Lifecycle("m1", present));
        assertThat(read("natureos/devices/m1/status", body)).isEqualTo(new MqttInput.Lifecycle("m1", present));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "perhaps", "{}", "{\"status\":{}}", "0x00"})
    void aStatusThatSaysNeitherIsRefused(String body) {
        assertThat(read("mycobrain/m1/status", body))
                .isInstanceOfSatisfying(
                        MqttInput.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(Reason.BAD_STATUS));
    }

    @Test
    void whatIsTooLongIsRefusedUnread() {
        assertThat(reader.read("mycobrain/m1/telemetry", new byte[4097]))
                .isEqualTo(new MqttInput.Rejected(Reason.OVERSIZE, "body has 4097 bytes, expected at most 4096"));
    }

    @Test
    void aDeviceIdThatCannotBeUsedIsRefused() {
        for (String device : List.of("", "a\u0007b", "x".repeat(257))) {
            assertThat(read("mycobrain/" + device + "/telemetry", "{}"))
                    .isInstanceOfSatisfying(
                            MqttInput.Rejected.class,
                            rejected -> assertThat(rejected.reason()).isEqualTo(Reason.BAD_DEVICE_ID));
        }
    }

    @Test
    void commandsHaveTheirTopics() {
        assertThat(reader.commandTopics("m1"))
                .containsExactly("myca/devices/m1/cmd", "mycobrain/m1/commands", "natureos/devices/m1/commands")
                .allMatch(reader::isCommandTopic);
        assertThat(List.of("myca/devices//cmd", "mycobrain/m1/telemetry", "cmd", "", "myca/devices/m1/x/cmd"))
                .noneMatch(reader::isCommandTopic);
    }

    @Test
    void aMeshPacketIsDecodedAsFarAsItIsNotEncrypted() {
        byte[] position = HexFormat.of().parseHex("0d" + "88a47e13" + "15" + "77a22aba" + "18" + "0a");
        byte[] data = concat(HexFormat.of().parseHex("0803" + "120c"), position);
        byte[] packet = concat(
                HexFormat.of().parseHex("0d78563412" + "15ffffffff" + "1808" + "22" + hex(data.length)),
                data,
                HexFormat.of()
                        .parseHex("3501000000" + "3d00f05365" + "4500008040" + "4803" + "60" + "9affffffffffffffff01"));
        byte[] body = concat(
                HexFormat.of().parseHex("0a" + hex(packet.length)),
                packet,
                HexFormat.of().parseHex("12084c6f6e6746617374" + "1a09213132333435363738"));

        assertThat(reader.read("msh/EU_868/2/e/LongFast/!12345678", body))
                .isInstanceOfSatisfying(
                        MqttInput.MeshPacket.class,
                        mesh -> assertThat(mesh.packet())
                                .hasToString(
                                        "{\"from\":\"!12345678\",\"to\":\"!ffffffff\",\"channel\":8,\"portnum\":3,\"payload\":\""
                                                + HexFormat.of().formatHex(position)
                                                + "\",\"position\":{\"latitude\":32.7066760,\"longitude\":-117.1611017,\"altitude\":10},"
                                                + "\"id\":1,\"rx_time\":1699999744,\"rx_snr\":4.0,\"hop_limit\":3,\"rx_rssi\":-102,"
                                                + "\"channel_id\":\"LongFast\",\"gateway_id\":\"!12345678\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0a", "0aff", "0a0a01", "00", "0b", "0affffffffffffffffffffff", "0800"})
    void whatIsNoMeshPacketIsRefused(String hex) {
        assertThat(reader.read("msh/EU/2/e/LongFast/!1", HexFormat.of().parseHex(hex)))
                .isInstanceOfSatisfying(
                        MqttInput.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(Reason.BAD_MESH_PACKET));
    }

    @Test
    void noBytesOnAnyTopicThrowAnything() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> topics = List.of(
                "mycobrain/m1/telemetry", "mycobrain/m1/status", "msh/EU/2/e/x/!1", "msh/EU/2/json/x/!1", "a/b");
        for (int i = 0; i < 20_000; i++) {
            byte[] body = i % 2 == 0 ? ENVELOPE.clone() : new byte[random.nextInt(64)];
            for (int change = 0; change < 1 + random.nextInt(4) && body.length > 0; change++) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            for (String topic : topics) {
                assertThat(reader.read(topic, body)).as("seed %d", seed).isNotNull();
            }
        }
    }

    private MqttInput read(String topic, String body) {
        return reader.read(topic, body.getBytes(UTF_8));
    }

    private static String hex(int length) {
        return HexFormat.of().toHexDigits((byte) length);
    }

    private static byte[] concat(byte[]... parts) {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
