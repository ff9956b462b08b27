package io.mycostream.sim.board;

import static io.mycostream.sim.board.Bench.body;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.sim.board.BoardSettings.Defect;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SideATest {

    private final Bench bench = new Bench(BoardKind.SIDE_A.board(
                    BoardSettings.builder().deviceId("mycobrain-7").build()))
            .boot();

    @Test
    void greetsFirstAndCountsFromOne() {
        bench.run(Duration.ofSeconds(25));

        assertThat(bench.frames())
                .extracting(MdpFrame::type)
                .containsExactly(MdpType.HELLO, MdpType.TELEMETRY, MdpType.TELEMETRY, MdpType.TELEMETRY);
        assertThat(bench.frames()).extracting(MdpFrame::seq).containsExactly(1L, 2L, 3L, 4L);
        assertThat(body(bench.frames().getFirst()))
                .isEqualTo(
                        "{\"device_id\":\"mycobrain-7\",\"firmware_version\":\"side-a-mdp-2.1.0\",\"role\":\"mushroom1\","
                                + "\"sensors\":[\"bme688_a\",\"bme688_b\",\"ai1\",\"ai2\",\"ai3\",\"ai4\"],"
                                + "\"capabilities\":[\"i2c\",\"telemetry\",\"led\",\"buzzer\",\"output_control\",\"estop\"]}");
    }

    @Test
    void hasNoAirQualityBeforeItsFirstSample() {
        bench.run(Duration.ofSeconds(12));

        assertThat(body(bench.frames().get(1)))
                .startsWith("{\"type\":\"telemetry\",\"uptime_s\":0,\"estop\":false,\"analog\":{\"ai1\":")
                .doesNotContain("iaq");
        assertThat(body(bench.frames().get(2))).contains("\"uptime_s\":10").contains("\"iaq\":");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"cmd\":\"stream_sensors\",\"params\":{\"rate_hz\":2}}|IS_ACK|stream_interval_updated",
                "{\"cmd\":\"output_control\",\"params\":{\"id\":\"mosfet2\",\"value\":1}}|IS_ACK|mosfet_updated",
                "{\"cmd\":\"output_control\",\"params\":{\"id\":\"buzzer\",\"freq\":440}}|IS_ACK|buzzer_played",
                "{\"cmd\":\"output_control\",\"params\":{\"id\":\"neopixel\",\"r\":1}}|IS_ACK|neopixel_updated",
                "{\"cmd\":\"output_control\",\"params\":{\"id\":\"mosfet9\"}}|IS_NACK|invalid_output_id",
                "{\"cmd\":\"clear_estop\"}|IS_ACK|estop_cleared",
                "{\"cmd\":\"enable_peripheral\",\"params\":{}}|IS_ACK|peripheral_state_recorded",
                "{\"cmd\":\"make_tea\"}|IS_NACK|unknown_command",
            })
    void answersACommandByItsNumber(String command, MdpFlag flag, String message) {
        bench.forget();

        long seq = bench.command(command);

        assertThat(bench.frames()).hasSize(1);
        MdpFrame answer = bench.frames().getFirst();
        assertThat(answer.type()).isEqualTo(MdpType.ACK);
        assertThat(answer.flags()).containsExactly(flag);
        assertThat(answer.ack()).isEqualTo(seq);
        assertThat(body(answer)).contains("\"message\":\"" + message + "\"");
    }

    @Test
    void answersHelloByHelloAlone() {
        bench.forget();

        long seq = bench.command("{\"cmd\":\"hello\"}");

        assertThat(bench.frames()).extracting(MdpFrame::type).containsExactly(MdpType.HELLO);
        assertThat(bench.frames().getFirst().ack()).isEqualTo(seq);
    }

    @Test
    void sendsTheReadingsBeforeItSaysThatItHas() {
        bench.forget();

        long seq = bench.command("{\"cmd\":\"read_sensors\"}");

        assertThat(bench.frames()).extracting(MdpFrame::type).containsExactly(MdpType.TELEMETRY, MdpType.ACK);
        assertThat(bench.frames()).extracting(MdpFrame::ack).containsOnly(seq);
    }

    @Test
    void switchesNothingWhileStopped() {
        bench.forget();

        long seq = bench.command("{\"cmd\":\"estop\"}");
        bench.command("{\"cmd\":\"output_control\",\"params\":{\"id\":\"mosfet1\"}}");

        assertThat(bench.frames()).extracting(MdpFrame::type).containsExactly(MdpType.EVENT, MdpType.ACK, MdpType.ACK);
        assertThat(bench.frames().getFirst().ack()).isEqualTo(seq);
        assertThat(body(bench.frames().getLast())).contains("estop_active");
    }

    @Test
    void losesCommandsThatHoldALineEndWhereItHasThatDefect() {
        Bench faulty = new Bench(BoardKind.SIDE_A.board(BoardSettings.builder()
                        .defects(Set.of(Defect.LINE_ENDS))
                        .build()))
                .boot()
                .forget();

        for (int seq = 1; seq <= 30; seq++) {
            faulty.tell(
                    MdpFrame.of(new MdpHeader(0x02, seq, 0, 0x01, 0xC0, 0xA1), "{\"cmd\":\"hello\"}".getBytes(UTF_8)));
        }

        assertThat(faulty.frames()).extracting(MdpFrame::ack).hasSize(28).doesNotContain(10L, 13L);
    }

    @Test
    void doesNotKnowEveryThirdCommandWhereItHasThatDefect() {
        Bench faulty = new Bench(BoardKind.SIDE_A.board(BoardSettings.builder()
                        .defects(Set.of(Defect.STALE_COMMANDS))
                        .build()))
                .boot();

        for (int count = 0; count < 6; count++) {
            faulty.command("{\"cmd\":\"clear_estop\"}");
        }

        assertThat(faulty.commands)
                .extracting(Bench.Command::outcome)
                .containsExactly(
                        "estop_cleared",
                        "estop_cleared",
                        "unknown_command",
                        "estop_cleared",
                        "estop_cleared",
                        "unknown_command");
    }

    @Test
    void countsFromOneAfterAReset() {
        bench.run(Duration.ofSeconds(30)).forget();

        bench.boot();

        assertThat(bench.frames()).extracting(MdpFrame::seq).containsExactly(1L);
        assertThat(bench.lines()).anyMatch(line -> line.text().startsWith("ESP-ROM:"));
    }

    @Test
    void wrapsToZero() {
        Bench late = new Bench(BoardKind.SIDE_A.board(
                        BoardSettings.builder().firstSeq(0xFFFF_FFFFL).build()))
                .boot()
                .run(Duration.ofSeconds(5));

        assertThat(late.frames()).extracting(MdpFrame::seq).containsExactly(0xFFFF_FFFFL, 0L);
    }
}
