package io.mycostream.sim.board;

import static io.mycostream.sim.board.Bench.body;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.ingest.mdp.BackendHeader;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.mdp.Payload;
import io.mycostream.ingest.text.RadioOrder;
import io.mycostream.sim.board.Sending.Meaning;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Boards behind which there is another. */
class RelaysTest {

    private static final BoardSettings SLOW =
            BoardSettings.builder().rateHz(0.1).build();

    @Test
    void sideBPassesSideAOnUntouchedBesideItsOwnFrames() {
        Bench bench = new Bench(BoardKind.SIDE_B.board(SLOW)).boot().run(Duration.ofSeconds(11));

        assertThat(bench.lines()).isEmpty();
        assertThat(bench.frames())
                .filteredOn(frame -> frame.source() == 0xA1)
                .extracting(MdpFrame::seq)
                .containsExactly(1L, 2L, 3L);
        assertThat(bench.frames())
                .filteredOn(frame -> frame.source() == 0xB1)
                .extracting(frame -> frame.type() + " " + frame.seq())
                .containsExactly("HELLO 1", "EVENT 2", "EVENT 3");
    }

    @Test
    void sideBAnswersBeforeSideADoes() {
        Bench bench = new Bench(BoardKind.SIDE_B.board(SLOW)).boot().forget();

        long seq = bench.command("{\"cmd\":\"clear_estop\"}");

        assertThat(bench.frames()).extracting(MdpFrame::source).containsExactly(0xB1, 0xA1);
        assertThat(bench.frames()).extracting(MdpFrame::ack).containsOnly(seq);
        assertThat(body(bench.frames().getFirst())).contains("forwarded_to_side_a");
        assertThat(body(bench.frames().getLast())).contains("estop_cleared");
    }

    @Test
    void sideBTakesThirtyTwoPayloadsForItsRadio() {
        Bench bench = new Bench(BoardKind.SIDE_B.board(SLOW)).boot();

        for (int count = 0; count < 33; count++) {
            bench.command(0xB1, 0x01, "{\"cmd\":\"lora_send\",\"params\":{\"payload\":\"x\"}}".getBytes(UTF_8));
        }
        bench.command(0xB1, 0x01, "{\"cmd\":\"wifi_connect\",\"params\":{}}".getBytes(UTF_8));
        bench.command(0xB1, 0x01, "{\"cmd\":\"dance\",\"params\":{}}".getBytes(UTF_8));

        assertThat(bench.commands.get(31).outcome()).isEqualTo("lora_payload_accepted");
        assertThat(bench.commands)
                .extracting(Bench.Command::outcome)
                .endsWith("backpressure_queue_full", "missing_ssid", "unknown_transport_command");
    }

    @Test
    void radioSideBGivesRepetitionsNumbersOfTheirOwn() {
        Bench bench = new Bench(BoardKind.RADIO_SIDE_B.board(SLOW)).boot().run(Duration.ofSeconds(1));

        assertThat(bench.frames()).extracting(MdpFrame::seq).containsExactly(1L, 2L);
        assertThat(bench.frames()).allMatch(frame -> frame.source() == 0xB1 && frame.destination() == 0xC0);
        assertThat(bench.frames()).allMatch(frame -> MdpFlag.ACK_REQUESTED.in(frame.flagBits()));
        assertThat(bench.frames())
                .extracting(frame ->
                        Payload.of(frame).body().path("hdr").path("msgId").asText())
                .containsExactly("00000001", "00000001");
    }

    @Test
    void radioSideBRepeatsEverySecondOrTwoUntilTold() {
        Bench bench = new Bench(BoardKind.RADIO_SIDE_B.board(SLOW)).boot().run(Duration.ofSeconds(4));
        assertThat(bench.frames()).extracting(MdpFrame::seq).containsExactly(1L, 2L, 1L, 2L, 1L, 2L);

        bench.acknowledge(2);
        bench.forget().run(Duration.ofSeconds(5));

        assertThat(bench.frames()).isEmpty();
        assertThat(bench.acknowledged).extracting(MdpFrame::seq).containsExactly(1L, 2L);
    }

    @Test
    void theLoraGatewayPrintsHeadersAndNoPayload() {
        Bench bench =
                new Bench(BoardKind.LORA_GATEWAY.board(SLOW)).boot().forget().run(Duration.ofSeconds(1));

        assertThat(bench.lines())
                .extracting(Sending.Line::text)
                .containsExactly("{\"t_ms\":0,\"src\":177,\"dst\":192,\"seq\":1,\"ack\":0,\"type\":1,\"flags\":1}");
        assertThat(bench.lines()).extracting(Sending.Line::means).containsOnly(Meaning.LINK_HEADER);
    }

    @Test
    void theLoraGatewaySendsWhatItIsToldTo() {
        Bench bench = new Bench(BoardKind.LORA_GATEWAY.board(SLOW)).boot().run(Duration.ofSeconds(1));
        bench.forget();

        bench.tell(new RadioOrder(2, 161, new byte[] {4, 0, 2, 0, 1, 1}).line().getBytes(UTF_8));
        bench.tell("{\"cmd\":\n".getBytes(UTF_8));

        assertThat(bench.lines())
                .filteredOn(line -> line.means() == Meaning.JSON)
                .extracting(Sending.Line::text)
                .containsExactly("{\"sent\":true,\"seq\":2}", "{\"error\":\"json_parse\"}");
        assertThat(bench.commands).contains(new Bench.Command(1, "0x0004", "0"));
    }

    @Test
    void theBackendCountsFromZeroAndAnswersInItsOwnForm() {
        Bench bench = new Bench(BoardKind.BACKEND.board(SLOW)).boot().run(Duration.ofSeconds(1));

        bench.tell(MdpFrame.of(
                new BackendHeader(2, 257, 0),
                "{\"command_id\": 1, \"command_type\": \"set_mosfet\", \"parameters\": {\"mosfet_index\": 0, \"state\": true}}"
                        .getBytes(UTF_8)));

        assertThat(bench.frames()).extracting(MdpFrame::type).containsExactly(MdpType.TELEMETRY, MdpType.ACK);
        assertThat(bench.frames()).extracting(MdpFrame::seq).containsExactly(0L, 1L);
        assertThat(body(bench.frames().getLast())).isEqualTo("{\"success\": true, \"ack_sequence\": 257}");
    }
}
