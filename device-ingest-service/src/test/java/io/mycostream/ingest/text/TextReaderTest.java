package io.mycostream.ingest.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.ingest.text.TextMessage.Measurement;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextReaderTest {

    private static final String LIVE = "AMB addr=0x77 age=2042ms T=20.50C RH=40.29% P=705.71hPa Gas=48123Ohm";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"telemetry\",\"ts\":1,\"ai1_voltage\":0.5} | telemetry",
                "{\"type\":\"telemetry\",\"data\":{\"ai1_voltage\":0.5}} | telemetry",
                "  {\"type\":\"tele\",\"seq\":1} | telemetry",
                "{\"ts_ms\":12,\"sensor\":\"AMB\",\"tC\":21.5} | sensor_json",
                "{\"type\":\"ack\",\"cmd\":\"led\"} | ack",
                "{\"type\":\"err\"} | err",
                "{\"type\":\"error\"} | err",
                "{\"type\":\"status\"} | status",
                "{\"type\":\"device_identity\",\"board_id\":\"AA:BB:CC:DD:EE:FF\"} | status",
                "{\"type\":\"stimulus_log\"} | status",
                "{\"t_ms\":1,\"src\":177,\"dst\":192,\"seq\":9,\"ack\":0,\"type\":1,\"flags\":1} | link_header",
                "{\"rx\":1,\"type\":3,\"seq\":4294967295,\"src\":161,\"dst\":192} | link_header",
                "{\"seq\":-1,\"src\":161,\"dst\":192,\"type\":1} | json_other",
                "{\"side\":\"B\",\"status\":\"up\"} | link_status",
                "{\"lora_init\":true} | link_status",
                "{\"sent\":true,\"seq\":3} | link_status",
                "{\"error\":\"json_parse\"} | link_status",
                "{\"error\":\"x\",\"ok\":false} | json_other",
                "{\"ok\":true} | json_other",
                "{} | json_other",
                "{\"type\":null} | json_other",
                "{\"type\":\"telemetry\",\"ts\":1,\"ai1_vol | malformed",
                "{\"a\":1}{\"b\":2} | malformed",
                "{\"a\":1e99999999999} | malformed",
                "[1,2] | noise",
                "42 | noise",
                "ESP-ROM:esp32s3-20210327 | noise",
                "#live ===== | noise",
                "AMB found at 0x77 | noise",
                "type\":\"telemetry\",\"ts\":1} | noise"
            })
    void tellsLinesApart(String line, String textClass) {
        assertThat(TextReader.read(line).textClass().label()).isEqualTo(textClass);
    }

    @Test
    void aMeasurementIsKeptAsItIsWithItsSender() {
        String line =
                "{\"type\":\"telemetry\",\"ts\":61000,\"board_id\":\"AA:BB:CC:DD:EE:FF\",\"device_role\":\"mushroom1\","
                        + "\"ai1_voltage\":0.50,\"firmware_version\":\"1.4.0\"}";

        Measurement measurement = (Measurement) TextReader.read(line);

        assertThat(measurement.readings()).hasToString(line);
        assertThat(measurement.sender())
                .contains(new TextIdentity("AA:BB:CC:DD:EE:FF", Optional.of("1.4.0"), Optional.of("mushroom1")));
    }

    @Test
    void valuesOfHumanModeStandBesideTheirWrappingToo() {
        Measurement measurement =
                (Measurement) TextReader.read("{\"type\":\"telemetry\",\"data\":{\"type\":\"x\",\"ai1_voltage\":0.5}}");

        assertThat(measurement.readings())
                .hasToString(
                        "{\"type\":\"telemetry\",\"data\":{\"type\":\"x\",\"ai1_voltage\":0.5},\"ai1_voltage\":0.5}");
        assertThat(measurement.sender()).isEmpty();
    }

    @Test
    void whatIsNoNumberBecomesNull() {
        assertThat(((Measurement) TextReader.read("{\"type\":\"tele\",\"temperature\":nan}".replace("nan", "NaN")))
                        .readings())
                .hasToString("{\"type\":\"tele\",\"temperature\":null}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"telemetry\",\"board_id\":\"A1B2C3D4E5F6\"} | A1B2C3D4E5F6",
                "{\"type\":\"tele\",\"node\":\"A-AA:BB:CC:DD:EE:FF\"} | A-AA:BB:CC:DD:EE:FF",
                "{\"type\":\"telemetry\",\"node_id\":\"c40a24\"} | c40a24"
            })
    void everyFirmwareNamesItsBoardInItsOwnWay(String line, String id) {
        assertThat(((Measurement) TextReader.read(line)).sender())
                .map(TextIdentity::id)
                .contains(id);
    }

    @Test
    void aMacIsTheBoardsOwnWhereItSpeaksOfItself() {
        assertThat(sender("{\"type\":\"mac\",\"mac\":\"FF:EE:DD:CC:BB:AA\"}")).contains("FF:EE:DD:CC:BB:AA");
        assertThat(sender("{\"type\":\"device_identity\",\"mac\":\"FF:EE:DD:CC:BB:AA\"}"))
                .contains("FF:EE:DD:CC:BB:AA");
        assertThat(sender("{\"type\":\"periph\",\"board_id\":\"x\",\"mac\":\"FF:EE:DD:CC:BB:AA\"}"))
                .isEmpty();
        assertThat(sender("{\"type\":\"i2c_scan\",\"mac\":\"FF:EE:DD:CC:BB:AA\"}"))
                .isEmpty();
        assertThat(sender("{\"type\":\"status\",\"board_id\":\" \"}")).isEmpty();
        assertThat(sender("{\"type\":\"status\",\"board_id\":7}")).isEmpty();
    }

    @Test
    void aLineForPeopleIsReadWithAirQuality() {
        assertThat(readings(LIVE + " IAQ=61.3 acc=3 sIAQ=58.10 CO2eq=612.34 VOC=0.71"))
                .isEqualTo("{\"sensor\":\"AMB\",\"address\":119,\"temperature\":20.50,\"humidity\":40.29,"
                        + "\"pressure\":705.71,\"gas_resistance\":48123,\"iaq\":61.3,\"iaq_accuracy\":3,"
                        + "\"static_iaq\":58.10,\"co2eq\":612.34,\"voc\":0.71}");
    }

    @ParameterizedTest
    @ValueSource(strings = {LIVE, "#live " + LIVE, LIVE + " IAQ=N/A", "  " + LIVE + " "})
    void aLineForPeopleIsReadWithoutAirQuality(String line) {
        assertThat(readings(line))
                .isEqualTo("{\"sensor\":\"AMB\",\"address\":119,\"temperature\":20.50,\"humidity\":40.29,"
                        + "\"pressure\":705.71,\"gas_resistance\":48123}");
    }

    @Test
    void aLineForPeopleMayHoldFrostRawValuesAndNoNumbers() {
        assertThat(readings("ENV addr=0x76 age=7ms T=-12.25C RH=nan% P=70571.00hPa(raw=70571.00) Gas=-nanOhm"
                        + " IAQ=nan CO2eq=500.00ppm VOC=0.50ppm"))
                .isEqualTo("{\"sensor\":\"ENV\",\"address\":118,\"temperature\":-12.25,\"pressure\":70571.00,"
                        + "\"co2eq\":500.00,\"voc\":0.50}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AMB addr=0x77 age=2042ms T=nanC RH=nan% P=nanhPa Gas=nanOhm IAQ=61.3 CO2eq=612 VOC=0.7",
                "AMB addr=0x77 age=2042ms T=20.5",
                "AMB addr=0x77 age=2042ms T=20.5C RH=40.29%",
                "AMB addr=0x77 age=2042ms T=2AMB addr=0x77 age=2042ms T=20.50C RH=40.29% P=705.71hPa Gas=48123Ohm",
                "ddr=0x77 age=2042ms T=20.50C RH=40.29% P=705.71hPa Gas=48123Ohm",
                LIVE + " IAQ=61.3 acc=3",
                LIVE + "x",
                "AMB addr=0x77 age=2042ms T=20.50.1C RH=40.29% P=705.71hPa Gas=48123Ohm"
            })
    void aHalfLineForPeopleIsNoise(String line) {
        assertThat(TextReader.read(line)).isEqualTo(new TextMessage.Noise());
    }

    @Test
    void aNumberWithoutEndIsLeftOut() {
        String line = LIVE.replace("48123", "9".repeat(60_000));

        assertThat(readings(line)).doesNotContain("gas_resistance").contains("\"temperature\":20.50");
    }

    @Test
    void aRadioHeaderIsTakenApart() {
        assertThat(TextReader.read("{\"t_ms\":1,\"src\":177,\"dst\":192,\"seq\":9,\"ack\":0,\"type\":1,\"flags\":1}"))
                .isEqualTo(new TextMessage.LinkHeader(1, 9, 177, 192));
    }

    private static Optional<String> sender(String line) {
        return ((TextMessage.Announcement) TextReader.read(line)).sender().map(TextIdentity::id);
    }

    private static String readings(String line) {
        Measurement measurement = (Measurement) TextReader.read(line);
        assertThat(measurement.textClass()).isEqualTo(TextClass.SENSOR_LINE);
        return measurement.readings().toString();
    }
}
