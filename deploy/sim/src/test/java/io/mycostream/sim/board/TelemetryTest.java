package io.mycostream.sim.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.sim.board.Climate.Air;
import io.mycostream.sim.board.Climate.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelemetryTest {

    private static final Air AIR = new Air(21.87, 70.12, 1009.5, 48_123, 61.25, 612.34, 0.75);

    @Test
    void isSpelledAsTheFirmwareDoes() {
        Reading reading = new Reading(AIR, AIR, List.of(627, 938, 0, 4_095), 1_700);
        String air = "{\"temperature_c\":21.87000084,\"humidity_pct\":70.12000275,\"pressure_hpa\":1009.5,"
                + "\"gas_ohm\":48123,\"iaq\":61.25,\"co2_equivalent\":612.3400269,\"voc_equivalent\":0.75}";

        assertThat(Telemetry.of(reading, false, 20, false, true))
                .isEqualTo("{\"type\":\"telemetry\",\"uptime_s\":20,\"estop\":false,"
                        + "\"analog\":{\"ai1\":627,\"ai2\":938,\"ai3\":0,\"ai4\":4095},"
                        + "\"bme688\":{\"a\":" + air + ",\"b\":" + air + "}}");
        assertThat(Telemetry.of(reading, true, 20, true, false))
                .contains("\"estop\":true", "\"ai4\":4095,\"soil_moisture\":1700}")
                .doesNotContain("iaq");
    }

    @ParameterizedTest
    @CsvSource({
        "21.87, 21.87000084",
        "1009.71, 1009.710022",
        "0.71, 0.709999979",
        "100, 100",
        "0, 0",
        "-3.2, -3.200000048"
    })
    void numbersAre32BitFloatsWithTheFirmwaresDecimals(double value, String text) {
        assertThat(new Body().decimal("v", value).toString()).isEqualTo("{\"v\":" + text + "}");
    }
}
